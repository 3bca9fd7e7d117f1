package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An acquisition or an upgrade: the JVM-local stage first, and then an {@link Attempt} at the file.
 *
 * @param <T> what it is granted
 */
abstract class Request<T> {

  private final FileSystemLocks provider;
  private final FileCell cell;
  private final String thread = Thread.currentThread().getName();

  Request(FileSystemLocks provider, FileCell cell) {
    this.provider = provider;
    this.cell = cell;
  }

  final FileSystemLocks provider() {
    return provider;
  }

  final FileCell cell() {
    return cell;
  }

  // The JVM-local stage

  /** Enters it if that is possible now. */
  abstract boolean enterNow();

  /** Enters it within the time. */
  abstract boolean enter(Duration timeout) throws InterruptedException;

  /** Enters it within the time; the future may be cancelled. */
  abstract CompletableFuture<?> enterAsync(Duration timeout);

  /** Takes the outcome of that future, and tells whether it has entered. Called once. */
  abstract boolean hasEntered(@Nullable Object outcome);

  /** It was not entered. */
  abstract void notEntered();

  /** Leaves it, because the file was not to be had. */
  abstract void leave();

  // The file

  abstract Approach approach();

  /** Whether what it is granted excludes everybody else, and so comes with a token. */
  abstract boolean isExclusive();

  /**
   * Marks a grip as that of this request, under the guard, before it is granted.
   *
   * @throws RuntimeException if it may not be granted
   */
  final void mark(Grip grip) {
    provider.requireMayGrant(cell.id());
    TokenDurability durability = provider.settings().tokens();
    if (isExclusive() && durability != TokenDurability.NONE) {
      grip.mark(cell.tokens().next(thread, System.currentTimeMillis(), durability));
    }
  }

  /** Makes the outcome; called once. */
  abstract T grant(Grip grip);

  /** The outcome when the time is up. */
  abstract @Nullable T notNow();

  /** Undoes a grant that nobody receives, once however often it is called. */
  abstract void giveBack(T grant);

  /** What came to nothing because its outcome could not be delivered, and what that means. */
  abstract String undone();

  Attempt newAttempt() {
    return new Attempt(approach(), this);
  }

  /** Waits for the grant in the calling thread. Only where system calls are made by callers. */
  final @Nullable T await(Duration timeout) throws InterruptedException {
    boolean zero = timeout.isZero();
    @Nullable Deadline deadline = zero ? null : Deadline.after(timeout);
    if (!entered(deadline)) {
      return notNow();
    }
    Attempt attempt = newAttempt();
    if (deadline == null) {
      attempt.lastStep();
      attempt.end(null);
    } else {
      long pause = attempt.step();
      if (pause != Attempt.OVER) {
        poll(attempt, deadline, pause);
      }
    }
    RuntimeException failure = attempt.failure();
    if (failure != null) {
      throw failure;
    }
    return attempt.isGranted() ? grant(attempt.grip()) : notNow();
  }

  private boolean entered(@Nullable Deadline deadline) throws InterruptedException {
    boolean entered = false;
    try {
      entered = deadline == null ? enterNow() : enter(deadline.remaining());
      return entered;
    } finally {
      if (!entered) {
        notEntered();
      }
    }
  }

  private void poll(Attempt attempt, Deadline deadline, long firstPause)
      throws InterruptedException {
    attempt.onEnd(unparkOf(Thread.currentThread()));
    provider.begins(attempt);
    try (LockHandle turn = attempt.isShared() ? turn(attempt, deadline) : null) {
      long pause = turn == null ? firstPause : 0;
      while (!attempt.isOver()) {
        pause(attempt, Math.min(pause, deadline.remainingNanos()));
        if (Thread.interrupted()) {
          if (attempt.end(null)) {
            throw new InterruptedException();
          }
          Thread.currentThread().interrupt(); // the grant came first
        } else if (deadline.hasPassed()) {
          attempt.lastStep();
          attempt.end(null);
        } else {
          pause = attempt.step();
        }
      }
    } finally {
      attempt.end(null); // unless it is over: only an Error leaves it as it is
      provider.ends(attempt);
    }
  }

  private static Runnable unparkOf(Thread thread) {
    return () -> LockSupport.unpark(thread);
  }

  private static void pause(Attempt attempt, long nanos) {
    if (nanos > 0) {
      LockSupport.parkNanos(attempt, nanos);
    } else {
      Thread.onSpinWait();
    }
  }

  /** Waits until nobody else of this JVM polls the file; null if the time is up. */
  private @Nullable LockHandle turn(Attempt attempt, Deadline deadline)
      throws InterruptedException {
    try {
      return provider.entrance(cell.id()).tryAcquire(deadline.remaining());
    } catch (InterruptedException e) {
      if (attempt.end(null)) {
        throw e;
      }
      Thread.currentThread().interrupt();
      return null;
    } catch (IllegalStateException | LockException e) {
      attempt.end(provider.closedException(cell.id()));
      return null;
    }
  }
}
