package dev.holdfast.lock.tck.engine;

import java.time.Duration;
import java.util.Locale;

/**
 * An upper bound on time that is being measured. Confined to one thread.
 *
 * <p>On a quiet machine the first attempt decides. If the machine stalled during an attempt that
 * took too long, there are further ones: a loaded machine delays busy threads by far more than the
 * sleeping one that watches for stalls, so that the amount of the stall proves nothing. If all
 * attempts take too long, it is the backend, unless a stall is as long as what was too much.
 */
final class Measurement {

  private static final int MOST_ATTEMPTS = 3;

  /** A quiet machine oversleeps by a tenth of this. */
  private static final Duration QUIET = Duration.ofMillis(2);

  private final Duration bound;
  private final String what;
  private int attempts;
  private boolean holds;
  private boolean isQuiet;
  private boolean isExplained;
  private Duration shortest = Duration.ofSeconds(Long.MAX_VALUE);
  private Duration longestStall = Duration.ZERO;

  Measurement(Duration bound, String what) {
    this.bound = bound;
    this.what = what;
  }

  void add(Duration taken, Duration stalled) {
    attempts++;
    shortest = min(shortest, taken);
    longestStall = longestStall.compareTo(stalled) < 0 ? stalled : longestStall;
    holds = taken.compareTo(bound) <= 0;
    isQuiet = stalled.compareTo(QUIET) < 0;
    // Stalls of two threads add up, so the machine answers for twice what it shows.
    isExplained |= stalled.multipliedBy(2).compareTo(taken.minus(bound)) >= 0;
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  boolean isOver() {
    return holds || attempts == MOST_ATTEMPTS || (attempts > 0 && isQuiet);
  }

  void judge() {
    if (holds) {
      return;
    }
    String times = attempts == 1 ? "" : " at best, in %d attempts".formatted(attempts);
    String found =
        "%s took %s%s, which is more than %s; the machine stalled for no more than %s."
            .formatted(what, millis(shortest), times, millis(bound), millis(longestStall));
    if (isExplained) {
      throw new Inconclusive(found);
    }
    throw new RuleViolation(found);
  }

  private static String millis(Duration time) {
    return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
  }
}
