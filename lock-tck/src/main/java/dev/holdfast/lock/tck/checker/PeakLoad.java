package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.tck.history.History;
import java.util.Arrays;

/** How many permits of a semaphore were possibly held at once, at most, within an interval. */
final class PeakLoad {

  /*
   * The load as a step function: at each instant what begins there is put on before what ends there
   * is taken off, so that spans that touch count together. A segment tree answers for intervals.
   */

  private final long[] instants;
  private final int leaves;
  private final long[] tree;

  PeakLoad(History history, Spans spans) {
    int[] begins = spans.byBeginning();
    int[] ends = spans.byEnd();
    long[] times = new long[spans.size() * 2];
    long[] loads = new long[spans.size() * 2];
    int steps = 0;
    long load = 0;
    int end = 0;
    for (int begin : begins) {
      while (spans.to(ends[end]) < spans.from(begin)) {
        load -= history.weight(spans.row(ends[end]));
        times[steps] = spans.to(ends[end++]);
        loads[steps++] = load;
      }
      load += history.weight(spans.row(begin));
      times[steps] = spans.from(begin);
      loads[steps++] = load;
    }
    while (end < ends.length) {
      load -= history.weight(spans.row(ends[end]));
      times[steps] = spans.to(ends[end++]);
      loads[steps++] = load;
    }
    this.instants = Arrays.copyOf(times, steps);
    this.leaves = Integer.highestOneBit(Math.max(1, steps)) * 2;
    this.tree = new long[leaves * 2];
    System.arraycopy(loads, 0, tree, leaves, steps);
    for (int node = leaves - 1; node > 0; node--) {
      tree[node] = Math.max(tree[2 * node], tree[2 * node + 1]);
    }
  }

  /** The greatest load at any instant of an interval, its ends included. */
  long within(long from, long to) {
    // The step that holds when the interval begins is the last one before it.
    int left = Math.max(0, steps(from, false) - 1) + leaves;
    int right = steps(to, true) + leaves;
    long peak = 0;
    for (; left < right; left >>= 1, right >>= 1) {
      if ((left & 1) == 1) {
        peak = Math.max(peak, tree[left++]);
      }
      if ((right & 1) == 1) {
        peak = Math.max(peak, tree[--right]);
      }
    }
    return peak;
  }

  /** How many steps there are before an instant, or up to it. */
  private int steps(long instant, boolean inclusive) {
    int low = 0;
    int high = instants.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (inclusive ? instants[middle] <= instant : instants[middle] < instant) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
