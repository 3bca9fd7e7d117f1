package dev.holdfast.lock.tck.doubles;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * One request, from its arrival until it is settled: granted, refused, or withdrawn by whoever made
 * it. Guarded by the monitor of its space.
 */
class Waiter {

  private final Access access;
  private final LockMode mode;
  private final @Nullable Hold upgrading;
  private final Thread thread = Thread.currentThread();
  private final Condition settled;

  /** Set on arrival. */
  @Nullable ReferenceLock lock;

  private @Nullable Hold granted;
  private @Nullable RuntimeException refusal;
  private @Nullable Runnable whenSettled;
  private @Nullable Future<?> timer;

  /** A request for the mode of the access, or for the upgrade of a hold. */
  Waiter(Access access, @Nullable Hold upgrading) {
    this.access = access;
    this.mode = upgrading == null ? access.mode() : LockMode.WRITE;
    this.upgrading = upgrading;
    this.settled = access.provider().space().monitor.newCondition();
  }

  Access access() {
    return access;
  }

  ReferenceProvider provider() {
    return access.provider();
  }

  LockId id() {
    return access.id();
  }

  LockMode mode() {
    return mode;
  }

  int permits() {
    return access.permits();
  }

  @Nullable Hold upgrading() {
    return upgrading;
  }

  Thread thread() {
    return thread;
  }

  boolean isSettled() {
    return granted != null || refusal != null;
  }

  void settleWith(Hold hold) {
    granted = hold;
    announce();
  }

  void refuse(RuntimeException why) {
    refusal = why;
    announce();
  }

  /** What ends the wait when its time is up. */
  void endsBy(Future<?> newTimer) {
    timer = newTimer;
  }

  void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void announce() {
    wake();
    stopTimer();
    if (whenSettled != null) {
      whenSettled.run();
    }
  }

  /** Has this run, under the monitor, as soon as the waiter is granted or refused. */
  void whenSettled(Runnable action) {
    whenSettled = action;
  }

  /** Ends the wait. Answers false if it was settled before. */
  boolean withdraw() {
    return requireNonNull(lock, "lock").withdraw(this);
  }

  /** What was granted, or null for nothing; throws if the request was refused. */
  @Nullable Hold outcome() {
    if (refusal != null) {
      throw refusal;
    }
    return granted;
  }

  /** Blocks until settled or until the deadline, and answers what was granted. */
  @Nullable Hold await(Deadline deadline) throws InterruptedException {
    while (!isSettled()) {
      long left = deadline.remainingNanos();
      if (left == 0) {
        withdraw();
        return null;
      }
      try {
        sleep(left);
      } catch (InterruptedException e) {
        if (!withdraw()) {
          Thread.currentThread().interrupt(); // The grant came first; the caller gets both.
          break;
        }
        throw e;
      }
    }
    return outcome();
  }

  /** Wakes the thread that waits, if one does. */
  void wake() {
    settled.signal();
  }

  /** Waits on the condition, not longer than this; who calls it looks again afterwards. */
  @SuppressWarnings("WaitNotInLoop")
  void sleep(long nanos) throws InterruptedException {
    boolean unused = settled.await(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public String toString() {
    return (upgrading == null ? mode : "upgrade") + " by " + thread.getName();
  }
}
