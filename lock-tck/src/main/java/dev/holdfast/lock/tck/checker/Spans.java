package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.Order;
import java.util.Arrays;

/**
 * Spans of time in which handles have modes, by the million: a column for each field. A span refers
 * to the row of the history that granted its mode, and thereby to the handle, the weight and the
 * token.
 */
@SuppressWarnings("EnumOrdinal") // the ordinals stay in this class
final class Spans {

  private static final LockMode[] MODES = LockMode.values();

  private long[] from = new long[64];
  private long[] to = new long[64];
  private int[] row = new int[64];
  private byte[] mode = new byte[64];
  private int size;

  void add(long begin, long end, LockMode held, int granted) {
    if (size == row.length) {
      int larger = size + (size >> 1);
      from = Arrays.copyOf(from, larger);
      to = Arrays.copyOf(to, larger);
      row = Arrays.copyOf(row, larger);
      mode = Arrays.copyOf(mode, larger);
    }
    from[size] = begin;
    to[size] = end;
    row[size] = granted;
    mode[size] = (byte) held.ordinal();
    size++;
  }

  int size() {
    return size;
  }

  long from(int span) {
    return from[span];
  }

  long to(int span) {
    return to[span];
  }

  int row(int span) {
    return row[span];
  }

  LockMode mode(int span) {
    return MODES[mode[span]];
  }

  boolean isInstant(int span) {
    return from[span] == to[span];
  }

  /**
   * The spans in the order of their beginnings; of those that begin together, the shortest first.
   */
  int[] byBeginning() {
    int[] order = Order.of(size, span -> from[span]);
    for (int i = 1; i < size; i++) {
      int moved = order[i];
      int at = i;
      while (at > 0 && from[order[at - 1]] == from[moved] && to[order[at - 1]] > to[moved]) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = moved;
    }
    return order;
  }

  /** The spans in the order of their ends. */
  int[] byEnd() {
    return Order.of(size, span -> to[span]);
  }
}
