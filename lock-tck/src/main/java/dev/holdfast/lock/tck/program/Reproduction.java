package dev.holdfast.lock.tck.program;

/**
 * How often a program fails.
 *
 * @param failures how many of the runs showed it
 * @param runs how many runs there were
 */
record Reproduction(int failures, int runs) {

  /** More runs say no more about what is worth shrinking. */
  static final int MOST_RUNS = 200;

  /**
   * How unlikely it is that a candidate that fails as often passes all of its runs: e to the -4.
   */
  private static final double CERTAINTY = 4;

  boolean happened() {
    return failures > 0;
  }

  /** Whether it fails often enough for shrinking to get anywhere: in one of twenty runs. */
  boolean isFrequent() {
    return failures * 20L >= runs;
  }

  boolean isMoreFrequentThan(Reproduction other) {
    return (long) failures * other.runs > (long) other.failures * runs;
  }

  /** In how many runs a program that fails as often fails at least once, nearly for certain. */
  int runsNeeded() {
    if (!happened()) {
      return MOST_RUNS;
    }
    double needed = Math.ceil(CERTAINTY * runs / failures);
    return (int) Math.min(MOST_RUNS, Math.max(1, needed));
  }

  /** Such as "fails 37 of 200 runs". */
  @Override
  public String toString() {
    return "fails " + failures + " of " + Listing.count(runs, "run");
  }
}
