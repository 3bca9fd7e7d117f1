package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The lock files that are open in this copy of the library. Nobody else opens or closes any.
 * Thread-safe.
 */
final class OpenFiles {

  /*
   * A POSIX lock belongs to the process and the inode. Closing any descriptor of the inode drops all
   * locks that anybody in the process holds on it, and nobody is told.
   *
   * An inode in this copy:
   *
   *   CLOSED ---open---> USED ---last user lets go---> closed if no copy uses it, else LEFT OVER
   *     |                  ^                                                             |    |
   *     | open finds       +--------------------------open-------------------------------+    |
   *     | another lock's                                                                      |
   *     +----------------> LEFT OVER ---no copy uses it any more: at the next open or---> CLOSED
   *                                     letting go of whatever file in this copy
   *
   *  (1) USED: there is one LockFile, with one descriptor, and this copy is counted (see Copies). Only
   *      then it locks anything.
   *  (2) A descriptor is closed only under the monitor of its inode, and only while the count is 0; a
   *      copy is counted under the same monitor. So no close drops a lock of any copy.
   *  (3) Opening does no harm and could do without the monitor. It is done under it so that one copy
   *      does not open an inode twice.
   *  (4) The number of users may fall to 0 and rise again before the monitor is entered to give up.
   *      Whoever has the monitor decides by what it is then; and only he who removes the file from the
   *      map has given it up.
   *  (5) A thread holds monitors of several inodes only to close a descriptor that may belong to any of
   *      them, in the order of their names. While it opens, it holds one. All I/O is done under the
   *      monitor of the very inode, or inodes, that it is about; so a server that is away stops nobody
   *      else.
   *
   * The dangerous race: a channel does not tell which inode it is on, and the path may be given to
   * another file between looking up its key and opening it. So the key is looked up again:
   *
   *   the same       the channel is on it, unless the path was given away and back in between;
   *   another, none  the channel is on one of the two, unless the path was given away twice. It is
   *                  closed when neither is in use.
   *
   * A channel that has made a file is never used, for the file may be buried and replaced before its
   * key is looked up for the first time. It counts as one whose key has changed.
   *
   * What remains: the path is given away twice within the microseconds of an open, by somebody who
   * does not stick to the protocol (a burier deletes only what nobody has locked, and makes nothing),
   * and the file that it named in between is in use in this JVM by another path. The locks of that
   * file are dropped then, or it is mistaken for another. Nothing that Java offers tells it.
   * The same goes for an application that opens and closes a lock file itself.
   */

  /** How often the path is looked at again. Each time, somebody else has made or deleted it. */
  private static final int ROUNDS = 1_000;

  private static final ConcurrentMap<Object, LockFile> USED = new ConcurrentHashMap<>();
  private static final Leftovers LEFTOVERS = new Leftovers();

  /** What is wanted of the file. */
  private interface Claim {

    /** Throws unless the file may be shared with those who have it open. */
    void check(LockId open);

    /** Which lock's file it is; null or a LockException if it is not what is wanted. */
    @Nullable LockId identify(Descriptor descriptor) throws IOException;
  }

  /**
   * How an attempt ended.
   *
   * @param settled false if the path has changed meanwhile
   */
  private record Attempt(boolean settled, @Nullable LockFile file) {

    static final Attempt AGAIN = new Attempt(false, null);
  }

  private OpenFiles() {}

  /**
   * Opens the lock file of this lock, retained for the caller, and makes it if there is none.
   *
   * @param path where it is
   * @throws LockException if that fails, or if something else stands in its place
   */
  static LockFile open(Path path, LockId lock) {
    LockFile file = open(path, lock, true);
    if (file == null) {
      throw new AssertionError("a file was neither found nor made: " + path);
    }
    return file;
  }

  /** Like {@link #open(Path, LockId)}, but null if there is no file. */
  static @Nullable LockFile openExisting(Path path, LockId lock) {
    return open(path, lock, false);
  }

  private static @Nullable LockFile open(Path path, LockId lock, boolean make) {
    Claim claim =
        new Claim() {
          @Override
          public void check(LockId open) {
            Identity.requireSame(open, lock, path);
          }

          @Override
          public LockId identify(Descriptor descriptor) throws IOException {
            Identity.settle(descriptor, lock, path);
            return lock;
          }
        };
    try {
      return open(path, claim, make);
    } catch (IOException e) {
      throw Trouble.with(lock, path, "open", e);
    }
  }

  /**
   * Opens a lock file of whatever lock, retained for the caller. A file that is not named like one
   * is not touched: it may belong to somebody in this JVM who relies on his own locks of it.
   *
   * @return the file; null if there is none, or if it is not a complete lock file with the name
   *     that belongs to its lock
   * @throws IOException if that fails
   */
  static @Nullable LockFile openAny(Path path, String namespace) throws IOException {
    Path name = path.getFileName();
    if (name == null || !LockFileName.isOne(name.toString())) {
      return null;
    }
    Claim claim =
        new Claim() {
          @Override
          public void check(LockId open) {}

          @Override
          public @Nullable LockId identify(Descriptor descriptor) throws IOException {
            LockId lock = Identity.read(descriptor, namespace);
            return lock != null && name.toString().equals(LockFileName.of(lock)) ? lock : null;
          }
        };
    return open(path, claim, false);
  }

  private static @Nullable LockFile open(Path path, Claim claim, boolean make) throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      Object key = FileKey.of(path);
      if (key != null) {
        Attempt attempt = attempt(path, key, claim);
        if (attempt.settled()) {
          return attempt.file();
        }
      } else if (make) {
        make(path);
      } else {
        return null;
      }
    }
    throw new IOException("somebody makes and deletes it all the time");
  }

  private static void make(Path path) throws IOException {
    Descriptor made;
    try {
      made = Descriptor.make(path);
    } catch (FileAlreadyExistsException e) {
      return;
    }
    @Nullable Object key = null;
    try {
      key = FileKey.of(path);
    } finally {
      LEFTOVERS.putUncertain(made, key);
      LEFTOVERS.closeUnused(key);
    }
  }

  private static Attempt attempt(Path path, Object key, Claim claim) throws IOException {
    try {
      synchronized (Copies.monitor(key)) {
        LockFile used = USED.get(key);
        if (used != null) {
          claim.check(used.lock());
          used.addUser();
          return new Attempt(true, used);
        }
        Descriptor left = LEFTOVERS.take(key);
        return left == null
            ? useOpened(Descriptor.open(path), path, key, claim)
            : use(left, path, key, claim);
      }
    } catch (NoSuchFileException e) {
      return Attempt.AGAIN;
    } finally {
      LEFTOVERS.closeUnused(key);
    }
  }

  private static Attempt useOpened(Descriptor descriptor, Path path, Object key, Claim claim)
      throws IOException {
    @Nullable Object after = null;
    try {
      after = FileKey.of(path);
    } finally {
      if (!key.equals(after)) {
        LEFTOVERS.putUncertain(descriptor, key, after);
      }
    }
    return key.equals(after) ? use(descriptor, path, key, claim) : Attempt.AGAIN;
  }

  private static Attempt use(Descriptor descriptor, Path path, Object key, Claim claim)
      throws IOException {
    @Nullable LockFile file = null;
    try {
      descriptor.unlockStuck();
      LockId lock = claim.identify(descriptor);
      if (lock != null) {
        file = new LockFile(lock, path, key, descriptor);
        Copies.enter(key);
        USED.put(key, file);
      }
      return new Attempt(true, file);
    } finally {
      if (file == null) {
        LEFTOVERS.put(descriptor, key);
      }
    }
  }

  /** Closes a file that has no users, or leaves its descriptor over. */
  static void giveUp(LockFile file) {
    Object key = file.key();
    synchronized (Copies.monitor(key)) {
      if (file.isUsed() || !USED.remove(key, file)) {
        return;
      }
      Copies.leave(key);
      LEFTOVERS.put(file.descriptor(), key);
    }
    LEFTOVERS.closeUnused(key);
  }
}
