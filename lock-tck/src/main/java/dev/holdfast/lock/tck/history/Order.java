package dev.holdfast.lock.tck.history;

import java.util.function.IntToLongFunction;

/** Sorts rows that stand in columns: what moves is their numbers. */
public final class Order {

  private Order() {}

  /**
   * The rows in the order of their keys; equal keys stay in their order. Takes a linear number of
   * steps for rows that are nearly in order, as recorded ones are.
   *
   * @param rows how many rows; they are numbered from 0
   * @param key the key of a row, not null
   * @return the numbers of the rows, sorted; not null
   */
  public static int[] of(int rows, IntToLongFunction key) {
    int[] order = new int[rows];
    long[] keys = new long[rows];
    for (int i = 0; i < rows; i++) {
      order[i] = i;
      keys[i] = key.applyAsLong(i);
    }
    sort(order, new int[rows], keys, 0, rows);
    return order;
  }

  private static void sort(int[] order, int[] spare, long[] keys, int from, int to) {
    if (to - from < 2) {
      return;
    }
    int middle = (from + to) >>> 1;
    sort(order, spare, keys, from, middle);
    sort(order, spare, keys, middle, to);
    if (keys[order[middle - 1]] <= keys[order[middle]]) {
      return;
    }
    System.arraycopy(order, from, spare, from, middle - from);
    int left = from;
    int right = middle;
    for (int at = from; left < middle; at++) {
      order[at] =
          right == to || keys[spare[left]] <= keys[order[right]] ? spare[left++] : order[right++];
    }
  }
}
