package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one acquisition comes to its grip on the lock file, once the JVM-local stage has let it
 * through. All methods are called under the cell's guard.
 */
abstract class Approach {

  /** What kind of grip it leads to. */
  enum Kind {
    EXCLUSIVE,
    SHARED,
    RESERVED,
    UPGRADE,
    PERMIT
  }

  /** A file that is replaced again and again is somebody's mistake; nobody is to hang in a loop. */
  private static final int REOPENINGS = 3;

  private final FileCell cell;
  private @Nullable Climb climb;

  Approach(FileCell cell) {
    this.cell = cell;
  }

  final FileCell cell() {
    return cell;
  }

  abstract Kind kind();

  /** Whether others of this JVM may approach at the same time, and have to queue for polling. */
  boolean isShared() {
    return false;
  }

  /** Whether it may go to another file if the one that is open has been replaced. */
  boolean mayChangeFile() {
    return true;
  }

  /** Makes one try. What it has reached is kept for the next one. */
  abstract @Nullable Grip tryNow();

  /**
   * Whether the last refusal may be due to somebody who does not hold the lock, and is about to be
   * gone. For those who have no time to wait.
   */
  boolean mayBeMomentary() {
    return false;
  }

  /** Gives up what was reached without getting to the top. */
  final void giveUp() {
    Climb reached = climb;
    climb = null;
    if (reached != null) {
      reached.descend();
    }
  }

  /** Climbs this way, and once more if the file turns out to be the wrong one. */
  final @Nullable Grip climb(List<Climb.Step> way) {
    @Nullable LockException stale = null;
    for (int i = 0; i < REOPENINGS; i++) {
      LockFile file = cell.file();
      Climb current = climb;
      if (current != null && current.file() != file) {
        giveUp();
        current = null;
      }
      if (current == null) {
        current = new Climb(file, way);
        climb = current;
      }
      try {
        if (!current.proceed()) {
          return null;
        }
        if (cell.isInUse(file)) {
          climb = null;
          return new Grip(current);
        }
      } catch (LockException e) {
        if (!Trouble.isStale(e)) {
          throw e;
        }
        stale = e;
      }
      leave(file);
      if (!mayChangeFile()) {
        break;
      }
    }
    if (stale != null) {
      throw stale;
    }
    return null;
  }

  /** Leaves a file that is no longer the one that others come to. */
  private void leave(LockFile file) {
    try {
      giveUp();
      if (file.condition() == LockFile.Condition.TOMBSTONED) {
        boolean unused = Burial.finish(file, cell.path()); // somebody may have died before that
      }
    } catch (LockException e) {
      // It is given up in any case.
    } finally {
      cell.closeFile();
    }
  }
}
