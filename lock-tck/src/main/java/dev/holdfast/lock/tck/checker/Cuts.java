package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.Order;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Narrows what was possibly held, in a history whose cores do not conflict: nothing is held while
 * something that conflicts with it certainly is.
 */
final class Cuts {

  /*
   * A hold that certainly exists at an instant x cannot have begun before a conflicting core that
   * ended by x: it would have been there during that core. Nor can it last beyond the beginning of a
   * conflicting core that begins at x or later. So one possible hold is a single interval between its
   * neighbours.
   *
   * An acquisition of which nothing is certain (cancelled, or ended by an error) took effect by its
   * return x or not at all, and so cannot last beyond the beginning of the next conflicting core; it
   * may have ended before any other. One that never returned holds the lock for ever if at all, and
   * so cannot have begun before the end of the last conflicting core.
   *
   * Two instants that coincide have no order, and do not cut each other.
   */

  private final History history;
  private final Spans cores;
  private final Map<LockMode, int[]> byBeginning = new EnumMap<>(LockMode.class);
  private final Map<LockMode, int[]> byEnd = new EnumMap<>(LockMode.class);

  Cuts(LockHistory lock, Spans cores) {
    this.history = lock.history();
    this.cores = cores;
    for (LockMode mode : LockMode.values()) {
      Selection selection = new Selection(cores, mode);
      byBeginning.put(mode, selection.sorted(true));
      byEnd.put(mode, selection.sorted(false));
    }
  }

  /** Adds what the handle of a life possibly held. */
  void addPossible(Life life, Spans possible) {
    if (!life.isPossible()) {
      return;
    }
    int row = life.acquisition();
    long from = history.called(row);
    long to = life.closed();
    long returned = history.returned(row);
    LockMode acquired = history.mode(row);
    if (life.hasCore()) {
      boolean instant = returned == life.coreEnd();
      from = Math.max(from, lastEnd(acquired, returned, life.handle(), instant));
      to = Math.min(to, nextBeginning(life.weakest(), life.coreEnd(), life.handle(), instant));
    } else if (returned != History.NEVER) {
      to = Math.min(to, nextBeginning(life.weakest(), returned, life.handle(), true));
    } else if (life.hit() == History.NEVER) {
      from = Math.max(from, lastEnd(acquired, History.NEVER, life.handle(), false));
    }
    if (from <= to) {
      life.addPossible(possible, from, to);
    }
  }

  /**
   * Adds what the handle of a life possibly held, from the call of the acquisition to the return of
   * the close, if both are known; else as above.
   */
  void addUncut(Life life, Spans possible) {
    if (life.hasCore() && life.closed() != History.NEVER) {
      life.addPossible(possible, history.called(life.acquisition()), life.closed());
    } else {
      addPossible(life, possible);
    }
  }

  /** The end of the last core of somebody else that conflicts and ends by an instant. */
  private long lastEnd(LockMode mode, long instant, long handle, boolean isInstant) {
    long last = Long.MIN_VALUE;
    for (LockMode other : LockMode.values()) {
      if (!other.conflictsWith(mode)) {
        continue;
      }
      int[] order = byEnd.getOrDefault(other, new int[0]);
      int at = firstAfter(order, instant, false) - 1;
      while (at >= 0 && isToBeSkipped(order[at], handle, instant, isInstant)) {
        at--;
      }
      last = at >= 0 ? Math.max(last, cores.to(order[at])) : last;
    }
    return last;
  }

  /** The beginning of the next core of somebody else that conflicts and begins at an instant. */
  private long nextBeginning(LockMode mode, long instant, long handle, boolean isInstant) {
    long next = History.NEVER;
    if (instant == History.NEVER) {
      return next;
    }
    for (LockMode other : LockMode.values()) {
      if (!other.conflictsWith(mode)) {
        continue;
      }
      int[] order = byBeginning.getOrDefault(other, new int[0]);
      int at = firstAfter(order, instant - 1, true);
      while (at < order.length && isToBeSkipped(order[at], handle, instant, isInstant)) {
        at++;
      }
      next = at < order.length ? Math.min(next, cores.from(order[at])) : next;
    }
    return next;
  }

  private boolean isToBeSkipped(int span, long handle, long instant, boolean isInstant) {
    return history.handle(cores.row(span)) == handle
        || (isInstant && cores.from(span) == instant && cores.to(span) == instant);
  }

  /** How many spans of a sorted selection begin, or end, no later than an instant. */
  private int firstAfter(int[] order, long instant, boolean beginnings) {
    int low = 0;
    int high = order.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      long key = beginnings ? cores.from(order[middle]) : cores.to(order[middle]);
      if (key <= instant) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The cores of one mode. */
  private static final class Selection {

    private final Spans cores;
    private final int[] spans;

    Selection(Spans cores, LockMode mode) {
      this.cores = cores;
      int[] found = new int[cores.size()];
      int count = 0;
      for (int i = 0; i < cores.size(); i++) {
        if (cores.mode(i) == mode) {
          found[count++] = i;
        }
      }
      this.spans = Arrays.copyOf(found, count);
    }

    int[] sorted(boolean byBeginning) {
      int[] order =
          Order.of(spans.length, i -> byBeginning ? cores.from(spans[i]) : cores.to(spans[i]));
      for (int i = 0; i < order.length; i++) {
        order[i] = spans[order[i]];
      }
      return order;
    }
  }
}
