package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.engine.RuleViolation;
import dev.holdfast.lock.tck.history.Actor;
import dev.holdfast.lock.tck.history.Lane;
import dev.holdfast.lock.tck.history.Outcome;
import dev.holdfast.lock.tck.history.Recorder;
import dev.holdfast.lock.tck.history.Waiting;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The place of one thread before a {@link Canary}: uses the lock, one handle at a time, is seen by
 * the others while it holds it, and records every call. Confined to its thread.
 */
final class Seat {

  private final Canary canary;
  private final int index;
  private final String thread;
  private final Lane lane;
  private final int resource;
  private Canary.@Nullable Occupant me;
  private Lane.@Nullable Held held;
  private long grants;
  private long contended;

  Seat(Canary canary, int index, Recorder recorder, int resource) {
    this.canary = canary;
    this.index = index;
    this.thread = "user-" + index;
    this.resource = resource;
    this.lane = recorder.lane(new Actor("trial", ProcessHandle.current().pid(), thread));
  }

  long grants() {
    return grants;
  }

  long contendedGrants() {
    return contended;
  }

  int index() {
    return index;
  }

  /** Asks for a lock that is tested as a mutex, whatever its mode: nobody else may be inside. */
  boolean acquireAlone(Lockable<? extends LockHandle> lock, RandomGenerator random)
      throws Exception {
    return acquire(lock, LockMode.WRITE, random);
  }

  /** Asks for a lock, and answers whether it was granted. */
  boolean acquire(Lockable<? extends LockHandle> lock, RandomGenerator random) throws Exception {
    return acquire(lock, lock.mode(), random);
  }

  /** Asks in one of the ways that give up soon, so that no lost wake-up stops the traffic. */
  private boolean acquire(
      Lockable<? extends LockHandle> lock, LockMode seen, RandomGenerator random) throws Exception {
    Duration soon = Duration.ofNanos(50_000 + random.nextInt(10_000_000));
    return switch (random.nextInt(8)) {
      case 0, 1 -> acquire(lock, seen, Waiting.TRY, lock::tryAcquire);
      case 2 ->
          acquire(
              lock,
              seen,
              Waiting.TIMED,
              () ->
                  Patience.outcome(
                      canary.trial(),
                      lock.tryAcquireAsync(soon),
                      "a future with a timeout of 10 ms was not completed."));
      default -> acquire(lock, seen, Waiting.TIMED, () -> lock.tryAcquire(soon));
    };
  }

  /** Asks in this way, and answers whether it was granted. */
  boolean acquire(
      Lockable<? extends LockHandle> lock,
      Waiting waiting,
      Callable<? extends @Nullable LockHandle> attempt)
      throws Exception {
    return acquire(lock, lock.mode(), waiting, attempt);
  }

  private boolean acquire(
      Lockable<? extends LockHandle> lock,
      LockMode seen,
      Waiting waiting,
      Callable<? extends @Nullable LockHandle> attempt)
      throws Exception {
    boolean rivals = canary.approach();
    Lane.Held asked = lane.handle(resource, lock.mode(), 1);
    int call = lane.acquire(asked, waiting);
    LockHandle handle = answer(call, attempt);
    long returned = System.nanoTime();
    if (handle == null) {
      lane.end(call, Outcome.FAILED);
      canary.depart();
      return false;
    }
    lane.granted(call, returned, handle.fencingToken());
    held = asked;
    grants++;
    contended += rivals ? 1 : 0;
    sit(new Canary.Occupant(seen, handle, thread));
    return true;
  }

  private <T> T answer(int call, Callable<T> attempt) throws Exception {
    try {
      return attempt.call();
    } catch (InterruptedException e) {
      lane.end(call, Outcome.INTERRUPTED);
      throw e;
    } catch (Throwable e) {
      lane.end(call, Outcome.ERROR);
      throw e;
    }
  }

  private void sit(Canary.Occupant occupant) {
    me = occupant;
    try {
      canary.sit(index, occupant);
    } catch (RuleViolation e) {
      leaveInDisorder(occupant);
      throw e;
    }
  }

  /**
   * Ends the hold nevertheless, so that the others can go and the history tells how long it was.
   */
  private void leaveInDisorder(Canary.Occupant occupant) {
    canary.vacate(index, occupant);
    end(occupant.handle());
  }

  /** The handle, which is held. */
  LockHandle handle() {
    return occupant().handle();
  }

  private Canary.Occupant occupant() {
    Canary.Occupant occupant = me;
    if (occupant == null) {
      throw new IllegalStateException("Nobody sits here.");
    }
    return occupant;
  }

  private Lane.Held held() {
    Lane.Held known = held;
    if (known == null) {
      throw new IllegalStateException("Nobody sits here.");
    }
    return known;
  }

  /** Asks for an upgrade, now or with this timeout, and answers whether it was granted. */
  boolean upgrade(@Nullable Duration timeout) throws Exception {
    UpgradeableLockHandle handle = (UpgradeableLockHandle) handle();
    int call = lane.upgrade(held(), timeout == null ? Waiting.TRY : Waiting.TIMED);
    boolean upgraded =
        answer(call, () -> timeout == null ? handle.tryUpgrade() : handle.tryUpgrade(timeout));
    long returned = System.nanoTime();
    if (upgraded) {
      lane.granted(call, returned, handle.fencingToken());
      change(LockMode.WRITE);
    } else {
      lane.end(call, Outcome.FAILED);
    }
    return upgraded;
  }

  /** Goes back to the upgradeable mode. */
  void downgrade() throws Exception {
    UpgradeableLockHandle handle = (UpgradeableLockHandle) handle();
    change(LockMode.UPGRADEABLE);
    int call = lane.downgrade(held(), LockMode.UPGRADEABLE);
    Object unused =
        answer(
            call,
            () -> {
              handle.downgrade();
              return handle;
            });
    lane.end(call, Outcome.OK);
  }

  private void change(LockMode mode) {
    Canary.Occupant before = occupant();
    rise(before);
    sit(new Canary.Occupant(mode, before.handle(), thread));
  }

  private void rise(Canary.Occupant occupant) {
    try {
      canary.rise(index, occupant);
    } catch (RuleViolation e) {
      leaveInDisorder(occupant);
      throw e;
    }
    me = null;
  }

  /** Releases the handle. */
  void close() {
    Canary.Occupant occupant = occupant();
    rise(occupant);
    end(occupant.handle());
    canary.depart();
  }

  private void end(LockHandle handle) {
    int call = lane.close(held());
    try {
      handle.close();
      lane.end(call, Outcome.OK);
    } catch (RuntimeException e) {
      lane.end(call, Outcome.ERROR);
      throw e;
    } finally {
      me = null;
      held = null;
    }
  }

  /** How long a thread waits that does not want to stop the traffic. */
  static Duration soon(RandomGenerator random) {
    return Duration.ofNanos(random.nextInt((int) TimeUnit.MILLISECONDS.toNanos(5)));
  }
}
