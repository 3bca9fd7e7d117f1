package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A lock file, open, and shared by its users in this JVM: whoever retains it lets go of it again.
 * Its other methods are for users only; they do what the system does, neither wait nor retry, and
 * are not interruptible. Thread-safe.
 */
final class LockFile implements Header, AutoCloseable {

  /** What the size tells. */
  enum Condition {
    /** It may be used. */
    SOUND,
    /** It is longer: it has been given up, and whoever finds it goes back to the path. */
    TOMBSTONED,
    /** It is shorter: somebody has destroyed what it said. */
    TRUNCATED
  }

  private final LockId lock;
  private final Path path;
  private final Object key;
  private final Descriptor descriptor;
  private final AtomicInteger users = new AtomicInteger(1);

  /** For {@link OpenFiles}: a file that is retained once. */
  LockFile(LockId lock, Path path, Object key, Descriptor descriptor) {
    this.lock = lock;
    this.path = path;
    this.key = key;
    this.descriptor = descriptor;
  }

  /** Adds a user, on behalf of one who keeps it open meanwhile. */
  void retain() {
    if (users.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
      throw new IllegalStateException("Nobody uses " + this + " any more.");
    }
  }

  /**
   * Ends the use by one user, who holds no lock of it any more. The last one closes the file, as
   * far as that harms no other copy of this library.
   */
  void letGo() {
    int before = users.getAndUpdate(count -> count == 0 ? 0 : count - 1);
    if (before == 0) {
      throw new IllegalStateException("Nobody uses " + this + " any more.");
    }
    if (before == 1) {
      OpenFiles.giveUp(this);
    }
  }

  /** Lets go, at the end of a block. */
  @Override
  public void close() {
    letGo();
  }

  /** Adds a user to a file that may have none at the moment, but was not given up. */
  void addUser() {
    users.incrementAndGet();
  }

  boolean isUsed() {
    return users.get() > 0;
  }

  Descriptor descriptor() {
    return descriptor;
  }

  /**
   * Which lock it stands for, as its first user called it: the name space may differ from others'.
   */
  LockId lock() {
    return lock;
  }

  /** The path by which it was opened first, for messages. */
  Path path() {
    return path;
  }

  /** What tells this file from all others as long as it is open. */
  Object key() {
    return key;
  }

  /** Whether the path names this file. */
  boolean isInPlace(Path path) {
    try {
      return key.equals(FileKey.of(path));
    } catch (IOException e) {
      throw Trouble.with(lock, path, "look for", e);
    }
  }

  /** Whether the file may be used, as far as its size tells. */
  Condition condition() {
    try {
      long size = descriptor.size();
      return size == HeaderLayout.SIZE
          ? Condition.SOUND
          : size > HeaderLayout.SIZE ? Condition.TOMBSTONED : Condition.TRUNCATED;
    } catch (IOException e) {
      throw Trouble.with(lock, path, "look at", e);
    }
  }

  /** Whether the file still says which lock it stands for. */
  boolean hasIdentity() {
    try {
      return Identity.match(descriptor, lock) == Identity.Match.COMPLETE;
    } catch (IOException e) {
      throw Trouble.with(lock, path, "read", e);
    }
  }

  /**
   * Checks that the file still says which lock it stands for, and gives a truncated one its
   * identity and size again.
   *
   * @throws LockException if that fails, or if there is something else in the file now
   */
  void settleIdentity() {
    try {
      Identity.settle(descriptor, lock, path);
    } catch (IOException e) {
      throw Trouble.with(lock, path, "repair", e);
    }
  }

  /**
   * Locks a region, now or never.
   *
   * @return the lock; null if another process has it, or another copy of this library in this one
   */
  @Nullable FileLock tryLock(Region region, boolean shared) {
    try {
      return descriptor.tryLock(region, shared);
    } catch (IOException e) {
      throw Trouble.with(lock, path, "lock", e);
    }
  }

  void release(FileLock held) {
    try {
      descriptor.release(held);
    } catch (IOException e) {
      throw Trouble.with(lock, path, "unlock", e);
    }
  }

  /** Whether it is something else, which may be longer than a lock file, too. */
  boolean isForeign() {
    try {
      return Identity.match(descriptor, lock) == Identity.Match.FOREIGN;
    } catch (IOException e) {
      throw Trouble.with(lock, path, "read", e);
    }
  }

  /**
   * Marks the file as given up, for {@link Burial}.
   *
   * @return false if it has other names, or if there is something else in it
   */
  boolean raiseTombstone(Path path) {
    try {
      // Under another name, the lock would go on to live: there it would exclude nobody any more.
      if (FileKey.isLinked(path) || isForeign()) {
        return false;
      }
      descriptor.write(HeaderLayout.SIZE, HeaderLayout.tombstone());
      descriptor.force();
      return true;
    } catch (IOException e) {
      throw Trouble.with(lock, path, "mark as deleted", e);
    }
  }

  /** Deletes it, for {@link Burial}; if that fails it is as it was before. */
  void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw withoutTombstone(Trouble.with(lock, path, "delete", e));
    }
  }

  /** Makes a file usable that cannot be deleted: else the lock would be lost to everybody. */
  private LockException withoutTombstone(LockException failure) {
    try {
      descriptor.truncate(HeaderLayout.SIZE);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  @Override
  public void readHeader(int position, byte[] bytes) {
    try {
      descriptor.read(position, bytes);
    } catch (IOException e) {
      throw Trouble.with(lock, path, "read", e);
    }
  }

  @Override
  public void writeHeader(int position, byte[] bytes) {
    try {
      descriptor.write(position, bytes);
    } catch (IOException e) {
      throw Trouble.with(lock, path, "write", e);
    }
  }

  @Override
  public void force() {
    try {
      descriptor.force();
    } catch (IOException e) {
      throw Trouble.with(lock, path, "write", e);
    }
  }

  /** Writes a sign of life and forces it, which fails if a server has forgotten this process. */
  void beat() {
    ByteBuffer now = ByteBuffer.allocate(Long.BYTES).putLong(System.nanoTime());
    writeHeader(HeaderLayout.HEARTBEAT, now.array());
    force();
  }

  /** Whether the descriptor is open. */
  boolean isOpen() {
    return descriptor.isOpen();
  }

  @Override
  public String toString() {
    return "lock file " + path;
  }
}
