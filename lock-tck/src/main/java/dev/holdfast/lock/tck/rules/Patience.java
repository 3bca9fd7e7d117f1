package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How long the checks wait for what has to happen, and how they wait. */
final class Patience {

  /**
   * Long enough that no loaded machine is mistaken for a broken backend, short enough that a run
   * against a broken one ends.
   */
  static final Duration LONG = Duration.ofSeconds(5);

  private static final Duration NOTICE = Duration.ofMillis(300);

  private Patience() {}

  /** What happens at all happens within this time. */
  static Duration of(Trial trial) {
    return trial.scaled(LONG).plus(trial.bounds().pollInterval().multipliedBy(2));
  }

  /**
   * How long something may take for which the backend declares a bound: a little longer, for the
   * threads that have to notice, and as much as the machine has stalled so far.
   */
  static Duration bound(Trial trial, Duration declared) {
    return trial.scaled(declared.plus(NOTICE)).plus(trial.worstStall().multipliedBy(4));
  }

  /** The outcome of a future; a failure is rethrown as what it is, a hang is a violation. */
  static <T> T outcome(Trial trial, Future<T> future, String situation) throws Exception {
    Duration patience = of(trial);
    try {
      return future.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      String told =
          situation.endsWith(".") ? situation.substring(0, situation.length() - 1) : situation;
      throw trial.violated(
          "%s; nothing had happened after %s.", capitalized(told), Say.time(patience));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** The beginning of a sentence; unless it is code. */
  private static String capitalized(String text) {
    boolean isCode = text.split(" ", 2)[0].contains("(");
    return isCode ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** The handle that a future has to yield. */
  static LockHandle granted(
      Trial trial,
      Future<? extends LockHandle> future,
      Lockable<? extends LockHandle> lock,
      String situation)
      throws Exception {
    LockHandle handle =
        outcome(
            trial,
            future,
            Say.lock(lock) + " was not granted to an asynchronous waiter " + situation + ".");
    if (handle == null) {
      throw trial.violated(
          "%s was refused to an asynchronous waiter %s.", Say.lock(lock), situation);
    }
    return handle;
  }

  /**
   * Waits for a condition, and answers whether it came true in time. Keeps the interrupt status.
   */
  static boolean until(Trial trial, BooleanSupplier condition) {
    return until(trial, Duration.ZERO, condition);
  }

  /** The same, for what may take so much longer. */
  static boolean until(Trial trial, Duration longer, BooleanSupplier condition) {
    long deadline = System.nanoTime() + of(trial).plus(longer).toNanos();
    boolean interrupted = false;
    try {
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() - deadline > 0) {
          return condition.getAsBoolean();
        }
        interrupted |= Thread.interrupted(); // else parking would be spinning
        LockSupport.parkNanos(20_000);
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits for a condition until an instant, and answers whether it came true by then. */
  static boolean before(long instant, BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - instant > 0) {
        return false;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }

  /** An instant by which two threads that are about to race can be ready. */
  static long soon() {
    return System.nanoTime() + 120_000;
  }

  /** Lets time pass, for what happens in the meantime. */
  static void pass(Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis());
  }

  /** Lets an instant of {@link System#nanoTime()} come, to a microsecond or so. */
  static void await(long instant) {
    long left;
    while ((left = instant - System.nanoTime()) > 0) {
      if (left > 120_000) {
        LockSupport.parkNanos(left - 100_000);
      } else {
        Thread.onSpinWait();
      }
    }
  }

  /** Whether a thread waits or sleeps. */
  static boolean isBlocked(Thread thread) {
    Thread.State state = thread.getState();
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }
}
