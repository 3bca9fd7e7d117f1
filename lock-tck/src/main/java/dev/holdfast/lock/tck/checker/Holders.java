package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.History;

/**
 * Whether somebody possibly held a lock in a conflicting mode at some instant of an interval. The
 * intervals are asked for in the order of their ends.
 */
final class Holders {

  private final Spans spans;
  private final int[] byBeginning;
  private final LatestEnds begun;
  private int next;

  Holders(History history, Spans spans) {
    this.spans = spans;
    this.byBeginning = spans.byBeginning();
    this.begun = new LatestEnds(history, spans);
  }

  boolean anyConflict(LockMode mode, long handle, long from, long to) {
    while (next < byBeginning.length && spans.from(byBeginning[next]) <= to) {
      begun.add(byBeginning[next++]);
    }
    int latest = begun.conflicting(mode, handle);
    return latest >= 0 && spans.to(latest) >= from;
  }
}
