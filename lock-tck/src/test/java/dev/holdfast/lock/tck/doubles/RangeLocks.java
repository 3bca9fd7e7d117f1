package dev.holdfast.lock.tck.doubles;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The locks of one directory that this process holds: those of the operating system on a file for
 * each lock. The files stay open for ever, since closing one would drop its locks.
 */
class RangeLocks {

  private static final Map<Path, RangeLocks> ALL = new HashMap<>();

  final Path directory;
  private final Map<LockId, Entry> entries = new HashMap<>();

  RangeLocks(Path directory) {
    this.directory = directory;
  }

  /** Those of a directory, the same for all providers of this process. */
  static RangeLocks in(Path directory) {
    synchronized (ALL) {
      return ALL.computeIfAbsent(directory, RangeLocks::new);
    }
  }

  /** What this process holds of one lock. */
  private static final class Entry {

    private final AsynchronousFileChannel channel;
    private @Nullable FileLock lock;
    private int readers;

    Entry(Path file) {
      channel = open(file);
    }

    boolean enter(boolean shared) {
      if (lock != null) {
        boolean joins = shared && readers > 0;
        readers += joins ? 1 : 0;
        return joins;
      }
      lock = tryLock(channel, shared);
      readers = shared && lock != null ? 1 : 0;
      return lock != null;
    }

    void leave() {
      readers--;
      if (readers <= 0) {
        readers = 0;
        release(lock);
        lock = null;
      }
    }
  }

  static AsynchronousFileChannel open(Path file) {
    try {
      return AsynchronousFileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static @Nullable FileLock tryLock(AsynchronousFileChannel channel, boolean shared) {
    try {
      return channel.tryLock(0, 1, shared);
    } catch (OverlappingFileLockException e) {
      return null; // another copy of this class in this process
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void release(@Nullable FileLock lock) {
    try {
      if (lock != null) {
        lock.release();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path file(LockId id) {
    return directory.resolve(
        id.kind().name().toLowerCase(Locale.ROOT)
            + "-"
            + UUID.nameUUIDFromBytes(id.name().getBytes(UTF_8)));
  }

  /** Holds the lock if that is possible just now; what it answers releases it. */
  synchronized @Nullable Runnable tryEnter(LockId id, LockMode mode) {
    Entry entry = entries.computeIfAbsent(id, unused -> new Entry(file(id)));
    return entry.enter(mode == LockMode.READ) ? () -> leave(entry) : null;
  }

  private synchronized void leave(Entry entry) {
    entry.leave();
  }
}
