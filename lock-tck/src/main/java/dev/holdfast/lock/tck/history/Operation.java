package dev.holdfast.lock.tck.history;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.LockMode;
import java.util.OptionalLong;

/**
 * One call of the API.
 *
 * @param sequence see {@link Entry#sequence()}
 * @param resource the lock, not null
 * @param actor who calls, not null
 * @param handle the number of the handle that it is about. An acquisition has one from the call on,
 *     whatever comes of it; no other acquisition has the same.
 * @param action what is asked for, not null
 * @param waiting how long it may wait, not null
 * @param mode the mode that is asked for; of a close, the mode that is given up; not null
 * @param weight how many permits; 1 for all but semaphores
 * @param called see {@link Entry#called()}
 * @param returned see {@link Entry#returned()}; empty if and only if the outcome is UNKNOWN
 * @param outcome what became of it, not null
 * @param token the fencing token of an exclusive grant, if there is one; not null
 */
public record Operation(
    long sequence,
    Resource resource,
    Actor actor,
    long handle,
    Action action,
    Waiting waiting,
    LockMode mode,
    int weight,
    long called,
    OptionalLong returned,
    Outcome outcome,
    OptionalLong token)
    implements Entry {

  /**
   * Rejects what cannot have happened.
   *
   * @param sequence see above
   * @param resource see above
   * @param actor see above
   * @param handle see above
   * @param action see above
   * @param waiting see above
   * @param mode see above
   * @param weight see above
   * @param called see above
   * @param returned see above
   * @param outcome see above
   * @param token see above
   */
  public Operation {
    requireNonNull(resource, "resource");
    requireNonNull(actor, "actor");
    requireNonNull(action, "action");
    requireNonNull(waiting, "waiting");
    requireNonNull(mode, "mode");
    requireNonNull(outcome, "outcome");
    requireNonNull(token, "token");
    if (weight < 1 || weight > resource.permits()) {
      throw new IllegalArgumentException(
          "The weight is %d, but %s allows 1 to %d."
              .formatted(weight, resource, resource.permits()));
    }
    Interval.check(called, returned, outcome);
  }

  /**
   * Tells whether it did what was asked for.
   *
   * @return whether the outcome is OK
   */
  public boolean isOk() {
    return outcome == Outcome.OK;
  }

  /** The handle as messages name it, such as "handle h7 (pid 4711, thread w2, WRITE)". */
  public String who() {
    return "handle h%d (%s, %s)".formatted(handle, actor, mode);
  }
}
