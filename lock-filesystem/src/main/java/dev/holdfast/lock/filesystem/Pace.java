package dev.holdfast.lock.filesystem;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How often a lock file is tried while others hold it: often at first, and then the less the more a
 * try costs, so that a network file system is spared by itself. Guarded by its cell.
 */
final class Pace {

  /** On a file system where a try costs no more than this, the first tries come without a pause. */
  private static final long CHEAP_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  private static final int QUICK_TRIES = 20;
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  /** A pause is no longer than this part of the time waited so far, and so is its delay. */
  private static final int PART_OF_WAIT = 10;

  /** So many times longer than a try lasts the pause after it, at least. */
  private static final int PAUSE_PER_COST = 50;

  private final long leastNanos;
  private final long mostNanos;

  /** Of a refused try. */
  private long usualCost = TimeUnit.MICROSECONDS.toNanos(10);

  /**
   * A pace.
   *
   * @param leastNanos the least value of the longest pause, in nanoseconds
   * @param mostNanos the greatest value of the longest pause, in nanoseconds
   */
  Pace(long leastNanos, long mostNanos) {
    this.leastNanos = leastNanos;
    this.mostNanos = mostNanos;
  }

  /**
   * Tells what a refused try has cost. One that took many times longer than those before says that
   * this thread had to wait for a processor, not that the file system is slow; if that is slow, the
   * average comes there within some more tries.
   */
  void learn(long costNanos) {
    // Up slowly: a thread that has loaded a class, or lost its processor, has measured something
    // else.
    usualCost +=
        costNanos < usualCost
            ? (costNanos - usualCost) / 2
            : Math.min(costNanos - usualCost, usualCost) / 8;
  }

  /** The longest pause between two tries; all processes come to about the same. */
  long longestPause() {
    return Math.max(leastNanos, Math.min(mostNanos, PAUSE_PER_COST * usualCost));
  }

  /**
   * The pause before the next try.
   *
   * @param tries how many tries there were
   * @param waitedNanos for how long
   * @return nanoseconds; zero to give others the processor and try again
   */
  long pause(int tries, long waitedNanos) {
    if (tries < QUICK_TRIES && usualCost <= CHEAP_NANOS) {
      return 0;
    }
    long pause = Math.max(FIRST_PAUSE_NANOS, Math.max(4 * usualCost, waitedNanos / PART_OF_WAIT));
    long limited = Math.min(pause, longestPause());
    return limited - limited / 4 + ThreadLocalRandom.current().nextLong(limited / 2 + 1);
  }
}
