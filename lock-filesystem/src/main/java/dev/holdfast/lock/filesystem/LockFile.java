package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A lock file, open. Its methods do what the system does, neither wait nor retry, and are not
 * interruptible. Thread-safe.
 */
final class LockFile implements Header, AutoCloseable {

  /*
   * A POSIX lock belongs to the process, and closing any descriptor of the file drops all of them. So
   * there is one LockFile per file, and whoever closes it makes sure that nothing in this JVM holds a
   * lock of it.
   *
   * The channel is an asynchronous one for two reasons. FileChannel.tryLock answers with a valid lock
   * when the system call was interrupted by a signal and locked nothing; and a FileChannel is closed,
   * with the loss of all locks, when a thread that uses it is interrupted.
   */

  private static final Set<OpenOption> OPEN =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private final LockId lock;
  private final Path path;
  private final AsynchronousFileChannel channel;
  private final Object key;

  private LockFile(LockId lock, Path path, AsynchronousFileChannel channel, Object key) {
    this.lock = lock;
    this.path = path;
    this.channel = channel;
    this.key = key;
  }

  /**
   * Opens the lock file of this lock, and makes it if there is none.
   *
   * @throws LockException if that fails, or if something else stands in its place
   */
  static LockFile open(Path directory, LockId lock) {
    Path path = directory.resolve(LockFileName.of(lock));
    try {
      while (true) {
        LockFile file = openOnce(path, lock);
        if (file != null) {
          return file;
        }
      }
    } catch (IOException e) {
      throw Trouble.with(lock, path, "open", e);
    }
  }

  /** Null if the file was replaced, deleted or made by somebody else meanwhile. */
  private static @Nullable LockFile openOnce(Path path, LockId lock) throws IOException {
    Object before = keyOf(path);
    Set<OpenOption> options = new HashSet<>(OPEN);
    if (before == null) {
      options.add(StandardOpenOption.CREATE_NEW);
    }
    AsynchronousFileChannel channel;
    try {
      channel = AsynchronousFileChannel.open(path, options, DirectExecutor.INSTANCE);
    } catch (FileAlreadyExistsException e) {
      return null;
    } catch (NoSuchFileException e) {
      if (before != null) {
        return null;
      }
      throw e;
    }
    try {
      // The channel cannot tell which file it has opened. If the path names the same file before
      // and
      // after, it is that one.
      Object after = keyOf(path);
      if (after != null && (before == null || before.equals(after))) {
        LockFile file = new LockFile(lock, path, channel, after);
        file.verifyIdentity();
        channel = null;
        return file;
      }
      return null;
    } finally {
      if (channel != null) {
        channel.close();
      }
    }
  }

  /** What tells this file from all others that exist; null if there is none. */
  private static @Nullable Object keyOf(Path path) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Object key = attributes.fileKey();
      return key == null ? path.toRealPath() : key;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private void verifyIdentity() throws IOException {
    byte[] expected = HeaderLayout.identity(lock);
    byte[] found = new byte[expected.length];
    int length = read(0, found);
    if (length == 0 || isBlank(found)) {
      write(0, expected);
    } else if (!Arrays.equals(found, expected)) {
      throw new LockException(
          "The file "
              + path
              + " is needed for "
              + lock
              + ", but it is "
              + HeaderLayout.describe(found)
              + ". Move it away, or use another directory for locks.");
    }
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  LockId lock() {
    return lock;
  }

  Path path() {
    return path;
  }

  /** What tells this file from all others as long as it is open. */
  Object key() {
    return key;
  }

  /** Whether the path still names this file. */
  boolean isInPlace() {
    try {
      return key.equals(keyOf(path));
    } catch (IOException e) {
      throw Trouble.with(lock, path, "look for", e);
    }
  }

  /**
   * Locks a region, now or never.
   *
   * @return the lock; null if another process has it, or another copy of this library in this one
   */
  @Nullable FileLock tryLock(Region region, boolean shared) {
    try {
      return channel.tryLock(region.position(), region.size(), shared);
    } catch (OverlappingFileLockException e) {
      return null;
    } catch (IOException e) {
      throw Trouble.with(lock, path, "lock", e);
    }
  }

  void release(FileLock held) {
    try {
      held.release();
    } catch (IOException e) {
      throw Trouble.with(lock, path, "unlock", e);
    }
  }

  @Override
  public byte[] readHeader(int position, int length) {
    byte[] bytes = new byte[length];
    try {
      int unused = read(position, bytes);
    } catch (IOException e) {
      throw Trouble.with(lock, path, "read", e);
    }
    return bytes;
  }

  @Override
  public void writeHeader(int position, byte[] bytes) {
    try {
      write(position, bytes);
    } catch (IOException e) {
      throw Trouble.with(lock, path, "write", e);
    }
  }

  @Override
  public void force() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw Trouble.with(lock, path, "write", e);
    }
  }

  private int read(int position, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (completed(channel.read(buffer, position + buffer.position())) < 0) {
        break;
      }
    }
    return buffer.position();
  }

  private void write(int position, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      int unused = completed(channel.write(buffer, position + buffer.position()));
    }
  }

  /** The result of what the calling thread itself has done, and so need not wait for. */
  private static int completed(Future<Integer> result) throws IOException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      throw new AssertionError("waited for a result that is there", e);
    }
  }

  /** Whether the channel is open. */
  boolean isOpen() {
    return channel.isOpen();
  }

  /** Closes the descriptor, which drops all locks that this JVM holds on the file. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw Trouble.with(lock, path, "close", e);
    }
  }

  @Override
  public String toString() {
    return "lock file " + path;
  }
}
