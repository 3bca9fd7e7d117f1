package dev.holdfast.lock.filesystem;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.holdfast.lock.Deadline;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of a step through a {@link Lane}. Whoever started it waits for its end, or leaves it.
 * Thread-safe.
 *
 * @param <T> what the step yields
 */
final class Passage<T extends @Nullable Object> implements Runnable {

  /*
   *              run()               run() ends
   *   QUEUED ------------> RUNNING ------------> DONE
   *      |                    |
   *      | leave()            | leave()            run() ends
   *      v                    v
   *    LEFT  (never runs)   LEFT, while it runs -----------> the aftermath gets what it yields
   *
   *  (1) Either leave() says false and the result is the caller's, or it says true and the aftermath
   *      gets the result, if there ever is one. The guard decides; nothing is lost in between.
   *  (2) The guard is held for moves only, never while the step or the aftermath runs.
   */

  private enum State {
    QUEUED,
    RUNNING,
    DONE,
    LEFT
  }

  private final Supplier<T> step;
  private final Consumer<Runnable> withdraw;
  private final ReentrantLock guard = new ReentrantLock();
  private final Condition done = guard.newCondition();

  @GuardedBy("guard")
  private State state = State.QUEUED;

  @GuardedBy("guard")
  private @Nullable T result;

  @GuardedBy("guard")
  private @Nullable Throwable failure;

  @GuardedBy("guard")
  private @Nullable Consumer<? super T> aftermath;

  /**
   * A passage that is about to begin.
   *
   * @param withdraw takes it out of the queue that it is in, if it is in one
   */
  Passage(Supplier<T> step, Consumer<Runnable> withdraw) {
    this.step = step;
    this.withdraw = withdraw;
  }

  /** Does the step, unless it was left before. For the lane only. */
  @Override
  public void run() {
    if (!begin()) {
      return;
    }
    T yielded;
    try {
      yielded = step.get();
    } catch (Throwable e) { // whatever it is belongs to whoever waits
      if (end(null, e) != null) {
        Lane.report("A step that nobody waited for any more failed.", e);
      }
      return;
    }
    Consumer<? super T> heir = end(yielded, null);
    if (heir != null) {
      try {
        heir.accept(yielded);
      } catch (Throwable e) {
        Lane.report("What a step yielded that nobody waited for could not be given back.", e);
      }
    }
  }

  private boolean begin() {
    guard.lock();
    try {
      if (state != State.QUEUED) {
        return false;
      }
      state = State.RUNNING;
      return true;
    } finally {
      guard.unlock();
    }
  }

  /** Returns who gets the result, if whoever started it does not. */
  private @Nullable Consumer<? super T> end(@Nullable T yielded, @Nullable Throwable thrown) {
    guard.lock();
    try {
      if (state == State.LEFT) {
        return aftermath;
      }
      state = State.DONE;
      result = yielded;
      failure = thrown;
      done.signalAll();
      return null;
    } finally {
      guard.unlock();
    }
  }

  /**
   * Waits for the end. A step that has ended counts even if the deadline has passed or this thread
   * is interrupted.
   *
   * @return whether it has ended; false, too, if it was left
   */
  boolean await(Deadline deadline) throws InterruptedException {
    guard.lock();
    try {
      while (state == State.QUEUED || state == State.RUNNING) {
        // Even if the deadline has passed, this looks for an interrupt.
        if (done.awaitNanos(deadline.remainingNanos()) <= 0) {
          break;
        }
      }
      return state == State.DONE;
    } finally {
      guard.unlock();
    }
  }

  /** Waits like {@link #await}, and leaves an interrupt for later. */
  boolean awaitUninterruptibly(Deadline deadline) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return await(deadline);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * What the step yielded.
   *
   * @throws RuntimeException what the step threw
   * @throws IllegalStateException if it has not ended
   */
  @SuppressWarnings("NullAway") // null only if the step yields that
  T result() {
    guard.lock();
    try {
      if (state != State.DONE) {
        throw new IllegalStateException("The step has not ended: " + state);
      }
      if (failure instanceof Error e) {
        throw e;
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      return result;
    } finally {
      guard.unlock();
    }
  }

  /**
   * Gives up waiting. A step that has not begun never runs. One that runs, and ends later without
   * throwing, hands over to the heir what it yields, in the thread of the lane.
   *
   * @return false if the step has ended: what it yielded is the caller's
   */
  boolean leave(Consumer<? super T> heir) {
    guard.lock();
    try {
      if (state == State.DONE) {
        return false;
      }
      state = State.LEFT;
      aftermath = heir;
    } finally {
      guard.unlock();
    }
    withdraw.accept(this);
    return true;
  }
}
