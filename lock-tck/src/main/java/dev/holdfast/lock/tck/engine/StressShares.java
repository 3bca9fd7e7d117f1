package dev.holdfast.lock.tck.engine;

import java.time.Duration;
import java.util.List;

/** Divides the time for stress between the cases that are run, by the weight of their rules. */
final class StressShares {

  /** Less than this shows nothing. */
  private static final Duration LEAST = Duration.ofMillis(20);

  /** No case gets more than this part of the whole, however few are run. */
  private static final int PART = 10;

  private final Duration total;
  private final long weights;

  StressShares(Duration total, List<Case> cases) {
    this.total = total;
    this.weights = Math.max(1, cases.stream().mapToLong(tried -> tried.rule().weight()).sum());
  }

  Duration of(Case tried) {
    Duration share = total.multipliedBy(tried.rule().weight()).dividedBy(weights);
    Duration most = total.dividedBy(PART);
    if (share.compareTo(most) > 0) {
      return most;
    }
    return share.compareTo(LEAST) < 0 ? LEAST : share;
  }
}
