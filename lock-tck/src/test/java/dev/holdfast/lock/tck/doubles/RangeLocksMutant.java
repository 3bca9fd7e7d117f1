package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Locks with a bug; those of one provider, or of all providers of this process. */
final class RangeLocksMutant extends RangeLocks {

  private static final Map<Path, RangeLocksMutant> ALL = new HashMap<>();

  private final ProcessMutant mutant;

  /** What is held in this process, for the bugs that do not lie there. */
  private final Set<LockId> taken = new HashSet<>();

  private final Map<LockId, FileChannel> shared = new HashMap<>();

  private RangeLocksMutant(Path directory, ProcessMutant mutant) {
    super(directory);
    this.mutant = mutant;
  }

  static RangeLocks in(Path directory, ProcessMutant mutant) {
    if (mutant == ProcessMutant.M57) {
      return new RangeLocksMutant(directory, mutant);
    }
    synchronized (ALL) {
      return ALL.computeIfAbsent(directory, unused -> new RangeLocksMutant(directory, mutant));
    }
  }

  @Override
  synchronized @Nullable Runnable tryEnter(LockId id, LockMode mode) {
    try {
      return switch (mutant) {
        case M57 -> oneChannelForEachProvider(id);
        case M58 -> oneChannelForEachAttempt(id);
        case M59 -> oneChannelThatInterruptsClose(id);
        case M71 -> oneFileForEachHold(id);
        default -> throw new IllegalStateException(mutant + " is a bug of something else.");
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two providers that lock one file get an exception, which is nobody's refusal. */
  private @Nullable Runnable oneChannelForEachProvider(LockId id) throws IOException {
    if (taken.contains(id)) {
      return null;
    }
    AsynchronousFileChannel channel = open(file(id));
    return hold(id, channel.tryLock(0, 1, false), channel);
  }

  /** Closing any channel of a file drops all locks that this process has on it. */
  private @Nullable Runnable oneChannelForEachAttempt(LockId id) {
    AsynchronousFileChannel channel = open(file(id));
    return hold(id, taken.contains(id) ? null : tryLock(channel, false), channel);
  }

  /** The name of the file goes when the lock does; who waits for it waits for an orphan. */
  private @Nullable Runnable oneFileForEachHold(LockId id) {
    if (taken.contains(id)) {
      return null;
    }
    AsynchronousFileChannel channel = open(file(id));
    Runnable exit = hold(id, tryLock(channel, false), channel);
    return exit == null
        ? null
        : () -> {
          try {
            Files.deleteIfExists(file(id));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          exit.run();
        };
  }

  /** Keeps the lock, or closes the channel. */
  private @Nullable Runnable hold(
      LockId id, @Nullable FileLock lock, AsynchronousFileChannel channel) {
    if (lock == null) {
      close(channel);
      return null;
    }
    taken.add(id);
    return () -> leave(id, lock, channel);
  }

  private synchronized void leave(LockId id, FileLock lock, AsynchronousFileChannel channel) {
    taken.remove(id);
    release(lock);
    close(channel);
  }

  private static void close(AsynchronousFileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A thread that is interrupted and reads from the channel closes it, with all locks. */
  private @Nullable Runnable oneChannelThatInterruptsClose(LockId id) throws IOException {
    try {
      FileChannel channel = openShared(id);
      FileLock lock = taken.contains(id) ? null : tryLock(channel);
      if (lock != null) {
        taken.add(id);
        return () -> leave(id, channel, lock);
      }
      long unused = channel.size();
      return null;
    } catch (ClosedChannelException e) {
      return null; // somebody was interrupted; the next one opens it again
    }
  }

  private FileChannel openShared(LockId id) throws IOException {
    FileChannel known = shared.get(id);
    if (known != null && known.isOpen()) {
      return known;
    }
    FileChannel opened =
        FileChannel.open(file(id), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    shared.put(id, opened);
    return opened;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(0, 1, false);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private synchronized void leave(LockId id, FileChannel channel, FileLock lock) {
    taken.remove(id);
    if (channel.isOpen()) {
      release(lock);
    }
  }
}
