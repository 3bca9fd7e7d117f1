package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.benchmarks.Contender.Reach;
import dev.holdfast.lock.benchmarks.Contender.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of a contender within one JVM.
 *
 * @param workload what was done
 * @param threads by how many threads
 * @param contender the name of the contender
 * @param role its role
 * @param reach its reach
 * @param rates turns in a microsecond, for each round, or for each iteration of the only one
 * @param bytes allocated for each turn, for each round
 * @param waits how long a turn takes, or null if that was not sampled
 * @param overlaps how often the control run has found somebody inside who should not have been;
 *     null if there was none
 * @param failure why it could not be measured, or null
 */
record Score(
    Workload workload,
    int threads,
    String contender,
    Role role,
    Reach reach,
    List<Double> rates,
    List<Double> bytes,
    @Nullable Percentiles waits,
    @Nullable Long overlaps,
    @Nullable String failure) {

  Score {
    rates = List.copyOf(rates);
    bytes = List.copyOf(bytes);
  }

  /** Whether it does not exclude; then it is not compared with anybody. */
  boolean isBroken() {
    return overlaps != null && overlaps > 0;
  }

  /** Whether it can be compared. */
  boolean isSound() {
    return failure == null && !isBroken();
  }

  /** Nanoseconds for each turn, of all threads together: the inverse of the rate. */
  double nanos() {
    return 1000 / Ratio.median(rates);
  }

  /**
   * Some of how long something took.
   *
   * @param p50 microseconds that half of them took at most
   * @param p99 microseconds that 99 % took at most
   * @param p999 microseconds that 99.9 % took at most
   * @param most microseconds of the longest
   */
  record Percentiles(double p50, double p99, double p999, double most) {}
}
