package dev.holdfast.lock.tck.history;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * A fault that was injected.
 *
 * @param sequence see {@link Entry#sequence()}
 * @param kind what was done, not null
 * @param pid the process that it was done to
 * @param handle the handle that it was done to; empty for a fault of the whole process; not null
 * @param called when it was sent: from here on, nothing that it hits is definitely held
 * @param returned when it had certainly taken effect; empty if that is not known; not null
 */
public record Fault(
    long sequence, Kind kind, long pid, OptionalLong handle, long called, OptionalLong returned)
    implements Entry {

  /** What was done. */
  public enum Kind {
    /** The process was killed: its handles are gone. */
    KILL,
    /**
     * The process was stopped: it goes on holding what it holds. Where it may lose that, because a
     * lease runs out, there is a LOSS as well.
     */
    STOP,
    /** The process was continued. */
    CONTINUE,
    /** A handle, or all handles of the process, lost the lock. */
    LOSS
  }

  /**
   * Rejects nulls, and a return before the call.
   *
   * @param sequence see above
   * @param kind see above
   * @param pid see above
   * @param handle see above
   * @param called see above
   * @param returned see above
   */
  public Fault {
    requireNonNull(kind, "kind");
    requireNonNull(handle, "handle");
    Interval.check(called, returned);
  }
}
