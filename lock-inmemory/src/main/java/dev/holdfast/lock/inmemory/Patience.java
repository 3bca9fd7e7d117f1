package dev.holdfast.lock.inmemory;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Whether it pays to stay awake for a lock: learned from those who have tried. Thread-safe; what it
 * learns may get lost in a race, which does no harm.
 */
final class Patience {

  /*
   * To park a thread and to wake it takes longer than most locks are held. So whoever comes next in
   * the line looks for his grant for a moment before he parks, and is woken for that when he comes
   * next. That is a waste where locks are held for long: each wait that is in vain costs as much trust
   * as several that are not have earned, and without trust only one in many tries it.
   *
   * A thread that looks takes a processor from others, maybe from the holder. So one processor is
   * always left to those who do not. Nor does it yield its processor while it looks: where others
   * want that, it would get it back long after the grant.
   */

  /** About as long as it takes to park a thread and to wake it. */
  private static final long MOMENT_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  private static final int MOST_TRUST = 20;
  private static final int LOST_IN_VAIN = 4;
  private static final int ONE_IN = 64;

  private static final int MOST_AT_ONCE = Runtime.getRuntime().availableProcessors() - 1;
  private static final AtomicInteger AT_ONCE = new AtomicInteger();

  private int trust = MOST_TRUST / 2;
  private int refusals;

  /** Whether whoever comes next is to stay awake, or to be woken. */
  boolean pays() {
    return MOST_AT_ONCE > 0 && (trust > 0 || ++refusals % ONE_IN == 0);
  }

  /** Waits for a moment, awake, until the condition is met. */
  void await(BooleanSupplier condition, long nanos) {
    if (AT_ONCE.incrementAndGet() <= MOST_AT_ONCE) {
      long moment = Math.min(MOMENT_NANOS, nanos);
      long start = System.nanoTime();
      boolean met = condition.getAsBoolean();
      while (!met && System.nanoTime() - start < moment) {
        Thread.onSpinWait();
        met = condition.getAsBoolean();
      }
      trust = met ? Math.min(trust + 1, MOST_TRUST) : Math.max(trust - LOST_IN_VAIN, 0);
    }
    AT_ONCE.decrementAndGet();
  }
}
