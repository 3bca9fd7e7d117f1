package dev.holdfast.lock.tck.history;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * A write to the thing that a lock protects, which refuses tokens that are smaller than the
 * greatest it has seen.
 *
 * @param sequence see {@link Entry#sequence()}
 * @param resource the lock, not null
 * @param actor who writes, not null
 * @param handle the number of the handle whose token it is
 * @param token the token
 * @param called see {@link Entry#called()}
 * @param returned see {@link Entry#returned()}; empty if and only if the outcome is UNKNOWN
 * @param outcome OK if it was accepted, FAILED if it was refused, UNKNOWN if no answer came; not
 *     null
 */
public record FencedWrite(
    long sequence,
    Resource resource,
    Actor actor,
    long handle,
    long token,
    long called,
    OptionalLong returned,
    Outcome outcome)
    implements Entry {

  /**
   * Rejects what cannot have happened.
   *
   * @param sequence see above
   * @param resource see above
   * @param actor see above
   * @param handle see above
   * @param token see above
   * @param called see above
   * @param returned see above
   * @param outcome see above
   */
  public FencedWrite {
    requireNonNull(resource, "resource");
    requireNonNull(actor, "actor");
    requireNonNull(outcome, "outcome");
    if (outcome != Outcome.OK && outcome != Outcome.FAILED && outcome != Outcome.UNKNOWN) {
      throw new IllegalArgumentException(
          "A write is OK, FAILED or UNKNOWN, but this is " + outcome + ".");
    }
    Interval.check(called, returned, outcome);
  }
}
