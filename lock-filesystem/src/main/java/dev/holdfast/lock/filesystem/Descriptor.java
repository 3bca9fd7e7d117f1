package dev.holdfast.lock.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An open file, of which it is not known what it is. Its methods do what the system does, do not
 * wait, and are not interruptible. Thread-safe.
 */
final class Descriptor {

  /*
   * The channel is an asynchronous one for two reasons. FileChannel.tryLock answers with a valid lock
   * when the system call was interrupted by a signal and locked nothing; and a FileChannel is closed,
   * with the loss of all locks, when a thread that uses it is interrupted.
   *
   * When the system refuses to unlock something, the channel goes on to take it for locked. If it is
   * closed like that it tries once more, and if that fails, too, the descriptor stays open for ever.
   * So what is `stuck` is unlocked before anything else is locked, and before the channel is closed.
   */

  private static final Set<OpenOption> OPEN =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> MAKE =
      Set.of(
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.CREATE_NEW,
          LinkOption.NOFOLLOW_LINKS);

  private static final int UNLOCKING_TRIES = 20;
  private static final long UNLOCKING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final AsynchronousFileChannel channel;
  private final Set<FileLock> stuck = ConcurrentHashMap.newKeySet();

  private Descriptor(AsynchronousFileChannel channel) {
    this.channel = channel;
  }

  /** Opens the file that the path names, and follows no link. */
  static Descriptor open(Path path) throws IOException {
    // To open a pipe is to wait for what comes out of it.
    if (Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new FileSystemException(path.toString(), null, "not a regular file");
    }
    return new Descriptor(AsynchronousFileChannel.open(path, OPEN, DirectExecutor.INSTANCE));
  }

  /** Makes a file where there is nothing. */
  static Descriptor make(Path path) throws IOException {
    return new Descriptor(AsynchronousFileChannel.open(path, MAKE, DirectExecutor.INSTANCE));
  }

  /**
   * Locks a region, now or never.
   *
   * @return the lock; null if another process has it, or anybody in this one
   */
  @Nullable FileLock tryLock(Region region, boolean shared) throws IOException {
    unlockStuck();
    try {
      return channel.tryLock(region.position(), region.size(), shared);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /**
   * Unlocks what was locked through this. The channel repeats what a signal has interrupted when it
   * locks, not when it unlocks; and its message depends on the language of the system. So whatever
   * fails at once is tried again some times.
   */
  void release(FileLock held) throws IOException {
    try {
      unlock(held);
    } catch (IOException e) {
      stuck.add(held);
      throw e;
    }
  }

  /** Unlocks what could not be unlocked before. */
  void unlockStuck() throws IOException {
    if (!stuck.isEmpty()) {
      for (Iterator<FileLock> each = stuck.iterator(); each.hasNext(); each.remove()) {
        unlock(each.next());
      }
    }
  }

  private static void unlock(FileLock held) throws IOException {
    long began = System.nanoTime();
    for (int i = 1; ; i++) {
      try {
        held.release();
        return;
      } catch (IOException e) {
        if (i == UNLOCKING_TRIES || System.nanoTime() - began > UNLOCKING_NANOS) {
          throw e;
        }
      }
    }
  }

  long size() throws IOException {
    return channel.size();
  }

  void truncate(long size) throws IOException {
    AsynchronousFileChannel unused = channel.truncate(size);
  }

  /** Makes what was written durable. */
  void force() throws IOException {
    channel.force(false);
  }

  /** Reads that many bytes; what lies behind the end of the file is zero. */
  byte[] read(int position, int length) throws IOException {
    byte[] bytes = new byte[length];
    read(position, bytes);
    return bytes;
  }

  /** The same, into an array, which is filled. */
  void read(int position, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (completed(channel.read(buffer, position + buffer.position())) < 0) {
        Arrays.fill(bytes, buffer.position(), bytes.length, (byte) 0);
        break;
      }
    }
  }

  void write(int position, byte[] bytes) throws IOException {
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

  boolean isOpen() {
    return channel.isOpen();
  }

  /**
   * Closes it, which drops all locks that anybody in this JVM holds on the file.
   *
   * @throws IOException if something in it cannot be unlocked; then it is still open
   */
  void close() throws IOException {
    unlockStuck();
    channel.close();
  }
}
