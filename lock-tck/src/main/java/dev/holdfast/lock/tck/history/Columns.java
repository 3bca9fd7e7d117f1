package dev.holdfast.lock.tck.history;

import dev.holdfast.lock.LockMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries by the million: a column of primitives for each field, in chunks, so that a row takes 46
 * bytes and growing copies nothing. Not thread-safe.
 */
@SuppressWarnings("EnumOrdinal") // the ordinals stay in this class
final class Columns {

  /*
   * What is not a primitive stands in tables, and the row has its index. Rows of writes and faults
   * (rare) have an index into `others` as their handle, and only the times besides.
   */

  /** What a row takes. */
  static final int BYTES = 46;

  static final long NEVER = Long.MAX_VALUE;
  static final long NO_TOKEN = Long.MIN_VALUE;

  private static final int SHIFT = 12;
  private static final int MASK = (1 << SHIFT) - 1;
  private static final int OTHER = 1 << 15;

  private static final Action[] ACTIONS = Action.values();
  private static final Waiting[] WAITINGS = Waiting.values();
  private static final LockMode[] MODES = LockMode.values();
  private static final Outcome[] OUTCOMES = Outcome.values();

  private static final class Chunk {
    final long[] called = new long[MASK + 1];
    final long[] returned = new long[MASK + 1];
    final long[] handle = new long[MASK + 1];
    final long[] token = new long[MASK + 1];
    final int[] resource = new int[MASK + 1];
    final int[] actor = new int[MASK + 1];
    final int[] weight = new int[MASK + 1];
    final short[] kind = new short[MASK + 1];
  }

  private final List<Chunk> chunks = new ArrayList<>();
  private int rows;

  int rows() {
    return rows;
  }

  /** Adds an operation that has not returned yet, and answers its row. */
  int add(
      int resource,
      int actor,
      long handle,
      Action action,
      Waiting waiting,
      LockMode mode,
      int weight,
      long called) {
    int kind = action.ordinal() | waiting.ordinal() << 2 | mode.ordinal() << 4;
    return add(
        called,
        NEVER,
        handle,
        NO_TOKEN,
        resource,
        actor,
        weight,
        withOutcome(kind, Outcome.UNKNOWN));
  }

  /** Adds an entry of another type, which stands in a table. */
  void addOther(int index, long called, long returned) {
    int unused = add(called, returned, index, NO_TOKEN, 0, 0, 0, OTHER);
  }

  /** Adds a copy of a row, with another handle. */
  void addCopy(Columns from, int row, int resource, int actor, long handle) {
    int unused =
        add(
            from.called(row),
            from.returned(row),
            handle,
            from.token(row),
            resource,
            actor,
            from.weight(row),
            from.kind(row));
  }

  private int add(
      long called,
      long returned,
      long handle,
      long token,
      int resource,
      int actor,
      int weight,
      int kind) {
    int row = rows;
    int at = row & MASK;
    if (at == 0) {
      chunks.add(new Chunk());
    }
    Chunk chunk = chunks.get(row >>> SHIFT);
    chunk.called[at] = called;
    chunk.returned[at] = returned;
    chunk.handle[at] = handle;
    chunk.token[at] = token;
    chunk.resource[at] = resource;
    chunk.actor[at] = actor;
    chunk.weight[at] = weight;
    chunk.kind[at] = (short) kind;
    rows = row + 1;
    return row;
  }

  /** Tells what became of an operation. */
  void end(int row, long returned, Outcome outcome, long token) {
    Chunk chunk = chunks.get(row >>> SHIFT);
    int at = row & MASK;
    chunk.returned[at] = returned;
    chunk.token[at] = token;
    chunk.kind[at] = (short) withOutcome(chunk.kind[at] & 0x3f, outcome);
  }

  private static int withOutcome(int kind, Outcome outcome) {
    return kind | outcome.ordinal() << 6;
  }

  boolean isOther(int row) {
    return (kind(row) & OTHER) != 0;
  }

  long called(int row) {
    return chunks.get(row >>> SHIFT).called[row & MASK];
  }

  long returned(int row) {
    return chunks.get(row >>> SHIFT).returned[row & MASK];
  }

  long handle(int row) {
    return chunks.get(row >>> SHIFT).handle[row & MASK];
  }

  long token(int row) {
    return chunks.get(row >>> SHIFT).token[row & MASK];
  }

  int resource(int row) {
    return chunks.get(row >>> SHIFT).resource[row & MASK];
  }

  int actor(int row) {
    return chunks.get(row >>> SHIFT).actor[row & MASK];
  }

  int weight(int row) {
    return chunks.get(row >>> SHIFT).weight[row & MASK];
  }

  Action action(int row) {
    return ACTIONS[kind(row) & 3];
  }

  Waiting waiting(int row) {
    return WAITINGS[kind(row) >>> 2 & 3];
  }

  LockMode mode(int row) {
    return MODES[kind(row) >>> 4 & 3];
  }

  Outcome outcome(int row) {
    return OUTCOMES[kind(row) >>> 6 & 7];
  }

  private int kind(int row) {
    return chunks.get(row >>> SHIFT).kind[row & MASK] & 0xffff;
  }
}
