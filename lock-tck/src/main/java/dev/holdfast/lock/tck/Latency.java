package dev.holdfast.lock.tck;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How long something took that was done many times. A description of the run and no judgement:
 * there are more threads than processors in most stress rules.
 *
 * @param kind what took so long, not null
 * @param count how many times it was measured
 * @param median half of them took no longer; not null
 * @param p90 nine of ten took no longer; not null
 * @param p99 99 of 100 took no longer; not null
 * @param p999 999 of 1,000 took no longer; not null
 * @param longest the longest of them, not null
 */
public record Latency(
    Kind kind,
    long count,
    Duration median,
    Duration p90,
    Duration p99,
    Duration p999,
    Duration longest) {

  /** What is measured. */
  public enum Kind {
    /**
     * From the call that asks for a lock which others use as well until its return with a grant.
     */
    GRANT,
    /** From the close of a handle until the return of the call that waited and came next. */
    HAND_OVER
  }

  /**
   * Rejects nulls.
   *
   * @param kind see above
   * @param count see above
   * @param median see above
   * @param p90 see above
   * @param p99 see above
   * @param p999 see above
   * @param longest see above
   */
  public Latency {
    requireNonNull(kind, "kind");
    requireNonNull(median, "median");
    requireNonNull(p90, "p90");
    requireNonNull(p99, "p99");
    requireNonNull(p999, "p999");
    requireNonNull(longest, "longest");
  }
}
