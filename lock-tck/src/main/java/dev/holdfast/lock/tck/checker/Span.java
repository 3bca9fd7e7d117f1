package dev.holdfast.lock.tck.checker;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.Actor;
import java.util.OptionalLong;

/**
 * A span of time in which a handle has a mode: a bar in the picture of a proof.
 *
 * @param handle the number of the handle
 * @param actor who acquired it, not null
 * @param mode the mode, not null
 * @param weight how many permits; 1 for all but semaphores
 * @param from the beginning, by {@link System#nanoTime()}
 * @param to the end; {@link Long#MAX_VALUE} if it has none within the history
 * @param certainty whether the handle certainly or possibly had the mode for all of the span, not
 *     null
 * @param token the fencing token, if there is one; not null
 */
public record Span(
    long handle,
    Actor actor,
    LockMode mode,
    int weight,
    long from,
    long to,
    Certainty certainty,
    OptionalLong token) {

  /** How much is known of a span. */
  public enum Certainty {
    /** Every explanation of the history has the handle in this mode or a stronger one. */
    CORE,
    /** Some explanations have it so. */
    POSSIBLE
  }

  /**
   * Rejects nulls.
   *
   * @param handle see above
   * @param actor see above
   * @param mode see above
   * @param weight see above
   * @param from see above
   * @param to see above
   * @param certainty see above
   * @param token see above
   */
  public Span {
    requireNonNull(actor, "actor");
    requireNonNull(mode, "mode");
    requireNonNull(certainty, "certainty");
    requireNonNull(token, "token");
  }

  /** The handle as messages name it, such as "handle h7 (pid 4711, thread w2, WRITE)". */
  public String who() {
    return "handle h%d (%s, %s)".formatted(handle, actor, mode);
  }
}
