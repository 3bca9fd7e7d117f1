package dev.holdfast.lock.tck.program;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How programs wait and pause. */
final class Waits {

  private static final long SHORT_NANOS = 20_000;
  private static final long LONG_NANOS = 200_000;

  /** Up to here it is worth to spin rather than to sleep. */
  private static final long LATENCY_NANOS = 60_000;

  private Waits() {}

  /**
   * Waits for a condition, and answers whether it came true in time. Keeps the interrupt status.
   */
  static boolean until(Duration patience, BooleanSupplier condition) {
    long began = System.nanoTime();
    boolean interrupted = false;
    try {
      while (!condition.getAsBoolean()) {
        long waited = System.nanoTime() - began;
        if (waited > patience.toNanos()) {
          return condition.getAsBoolean();
        }
        interrupted |= Thread.interrupted(); // else parking would be spinning
        LockSupport.parkNanos(waited < 5_000_000 ? SHORT_NANOS : LONG_NANOS);
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Sleeps; an interrupt ends that, and stays. */
  static void sleep(long nanos) {
    if (nanos > 0) {
      LockSupport.parkNanos(nanos);
    }
  }

  /** Keeps the processor busy. */
  static void spin(long nanos) {
    long began = System.nanoTime();
    while (System.nanoTime() - began < nanos) {
      Thread.onSpinWait();
    }
  }

  /** Lets some time pass, as exactly as that goes. */
  static void pass(long nanos) {
    long began = System.nanoTime();
    if (nanos > LATENCY_NANOS) {
      sleep(nanos - LATENCY_NANOS);
    }
    spin(nanos - (System.nanoTime() - began));
  }
}
