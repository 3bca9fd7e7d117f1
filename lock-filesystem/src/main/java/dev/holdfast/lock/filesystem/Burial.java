package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The deletion of a lock file that nobody holds. Confined to one thread. */
final class Burial {

  /*
   *   everything locked ──▶ tombstone raised ──▶ quarantine over ──▶ deleted ──▶ unlocked
   *
   * Whoever has the file open looks for the tombstone after he has locked something of it; but not if
   * he has done so a moment ago, see Place. So the file stays locked for longer than that moment:
   *
   *  (1) Who gets a lock of it after the burial has looked since the tombstone was raised, or looks
   *      again. He finds it, and goes back to the path.
   *  (2) As long as the file is in its place, everybody locks this one, tombstone or not. So if the
   *      burier dies in between, those who have not looked yet exclude each other; those who look
   *      wait, and finish the burial when nobody holds anything.
   *  (3) Nobody else deletes it meanwhile, for that takes the same lock.
   *
   * The looks are timed by the clock of whoever looks, the quarantine by that of the burier. They are
   * compared by their lengths only.
   */

  /** Much longer than anybody goes without a look. */
  static final long QUARANTINE_NANOS = 10 * Place.UNSEEN_NANOS;

  private final LockFile file;
  private final Path path;
  private final FileLock[] locks;
  private final long raised = System.nanoTime();

  private Burial(LockFile file, Path path, FileLock... locks) {
    this.file = file;
    this.path = path;
    this.locks = locks;
  }

  /**
   * Begins to delete a file if nobody holds or awaits anything of it.
   *
   * @return the burial, to be completed; null if somebody has a lock of the file, if the path names
   *     another one, if the file has other names, or if there is something else in it
   */
  static @Nullable Burial begin(LockFile file, Path path) {
    FileLock all = file.tryLock(Region.EVERYTHING, false);
    if (all == null) {
      return null;
    }
    boolean begun = false;
    try {
      begun =
          file.isInPlace(path)
              && (isTombstoned(file) ? !file.isForeign() : file.raiseTombstone(path));
    } finally {
      if (!begun) {
        file.release(all);
      }
    }
    return begun ? new Burial(file, path, all) : null;
  }

  /**
   * Begins to delete a file that is tombstoned: somebody has died before he came to that. Those who
   * wait do not count, for all of them would wait for ever.
   */
  private static @Nullable Burial resume(LockFile file, Path path) {
    FileLock holders = file.tryLock(Region.HOLDERS, false);
    if (holders == null) {
      return null;
    }
    FileLock permits = null;
    boolean begun = false;
    try {
      permits = file.tryLock(Region.ALL_PERMITS, false);
      begun = permits != null && file.isInPlace(path) && isTombstoned(file) && !file.isForeign();
    } finally {
      if (!begun) {
        release(file, permits, holders);
      }
    }
    return begun && permits != null ? new Burial(file, path, permits, holders) : null;
  }

  private static boolean isTombstoned(LockFile file) {
    return file.condition() == LockFile.Condition.TOMBSTONED;
  }

  /** Waits for the end of the quarantine, and deletes the file. */
  void complete() {
    try {
      long left;
      while ((left = QUARANTINE_NANOS - (System.nanoTime() - raised)) > 0) {
        LockSupport.parkNanos(this, left);
      }
      file.delete(path);
    } finally {
      release(file, locks);
    }
  }

  private static void release(LockFile file, @Nullable FileLock... locks) {
    @Nullable LockException failure = null;
    for (FileLock lock : locks) {
      try {
        if (lock != null) {
          file.release(lock);
        }
      } catch (LockException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Deletes a file if nobody holds or awaits anything of it, and tells whether it has. */
  static boolean bury(LockFile file, Path path) {
    return completed(begin(file, path));
  }

  /** Deletes a file if it is tombstoned and nobody holds anything of it. */
  static boolean finish(LockFile file, Path path) {
    return completed(resume(file, path));
  }

  private static boolean completed(@Nullable Burial burial) {
    if (burial != null) {
      burial.complete();
    }
    return burial != null;
  }
}
