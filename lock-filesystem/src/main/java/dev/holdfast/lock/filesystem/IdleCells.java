package dev.holdfast.lock.filesystem;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The cells of this JVM that became idle last; their files stay open. Thread-safe. */
final class IdleCells {

  /*
   * A cell enters when it becomes idle and is not in here yet, and leaves when another one displaces
   * it. If it is idle then it retires and its file is closed; if it is in use it will enter again. So
   * each open file is in use, or one of these.
   */

  /** How many idle files stay open, so that a lock in steady use is not opened again and again. */
  static final int SIZE = 64;

  private static final AtomicReferenceArray<@Nullable FileCell> CELLS =
      new AtomicReferenceArray<>(SIZE);

  private static final AtomicInteger NEXT = new AtomicInteger();

  private IdleCells() {}

  /** Takes a cell in that has become idle. */
  static void add(FileCell cell) {
    if (!cell.becomesListed()) {
      return;
    }
    FileCell displaced = CELLS.getAndSet(Math.floorMod(NEXT.getAndIncrement(), SIZE), cell);
    if (displaced != null) {
      displaced.displaced();
    }
  }

  /** Lets go of all of them. */
  static void clear() {
    for (int i = 0; i < SIZE; i++) {
      FileCell displaced = CELLS.getAndSet(i, null);
      if (displaced != null) {
        displaced.displaced();
      }
    }
  }
}
