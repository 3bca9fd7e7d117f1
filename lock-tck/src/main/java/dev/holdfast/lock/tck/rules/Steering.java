package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.tck.engine.TooLittleSeen;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Times one side of a race so that it wins about half of the attempts: random delays would waste
 * nearly all of them. The delay grows after a win and shrinks after a defeat, in steps that become
 * smaller as the balance point is found, and carries some jitter so that no phase is preferred.
 */
final class Steering {

  private static final int FEWEST = 40;
  private static final double SMALLEST_STEP = 2_000;

  /** A race that one side always wins must not be waited for longer and longer. */
  private static final double FARTHEST = 50_000_000;

  /** So many outcomes in a row are no chance: the balance point is far off. */
  private static final int RUN = 6;

  private final RandomGenerator random;
  private final double middle;
  private final double usualStep;
  private double delay;
  private double step;
  private boolean lastWon;
  private int run;
  private long wins;
  private long defeats;

  /** Starts from a guess, which may be off by some steps; both in nanoseconds. */
  Steering(RandomGenerator random, long firstDelay, long firstStep) {
    this.random = random;
    this.middle = firstDelay;
    this.usualStep = 4.0 * firstStep;
    this.delay = firstDelay;
    this.step = firstStep;
  }

  /**
   * How long to wait before the steered action in the next attempt, in nanoseconds; may be
   * negative.
   */
  long nextDelay() {
    return (long) (delay + step * (random.nextDouble() - 0.5));
  }

  /** Tells how the attempt went: whether the steered action came first. */
  void record(boolean won) {
    if (won) {
      wins++;
    } else {
      defeats++;
    }
    if (won != lastWon && step > SMALLEST_STEP) {
      step *= 0.8;
    }
    run = won == lastWon ? run + 1 : 1;
    if (run > RUN) {
      step = Math.min(FARTHEST / 4, step * 2);
    } else if (run > 1) {
      step = Math.min(Math.max(step, usualStep), step * 1.1);
    }
    lastWon = won;
    delay += won ? step : -step;
    delay = Math.max(middle - FARTHEST, Math.min(middle + FARTHEST, delay));
  }

  long attempts() {
    return wins + defeats;
  }

  /** Whether both sides have won often enough to speak of a race, in enough attempts. */
  boolean isEnough(long each) {
    return wins >= each && defeats >= each && attempts() >= FEWEST;
  }

  /** Inconclusive unless both sides have won often enough to speak of a race. */
  void demandBoth(long each, String steered) {
    if (wins < each || defeats < each) {
      throw new TooLittleSeen(
          String.format(
              Locale.ROOT,
              "In %d races %s came first %d times and second %d times; at least %d of each are needed.",
              attempts(),
              steered,
              wins,
              defeats,
              each));
    }
  }
}
