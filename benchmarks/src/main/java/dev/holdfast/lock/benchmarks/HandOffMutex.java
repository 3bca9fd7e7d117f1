package dev.holdfast.lock.benchmarks;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.filesystem.FileSystemLocks;
import dev.holdfast.lock.filesystem.TokenDurability;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A mutex between processes that a hand-off is measured with. */
interface HandOffMutex {

  /** Which ones there are. */
  enum Kind {
    /** {@link FileChannel#lock()}, which waits in the system. */
    BARE,
    /** A mutex of this library. */
    HOLDFAST
  }

  /** Waits for it. */
  void acquire() throws IOException, InterruptedException;

  /** Gives it up. */
  void release() throws IOException;

  /** One of them, in this directory. */
  static HandOffMutex of(Kind kind, Path directory) throws IOException {
    return switch (kind) {
      case BARE ->
          new Bare(FileChannel.open(directory.resolve("hand-off.bare"), CREATE, READ, WRITE));
      case HOLDFAST ->
          new Holdfast(
              FileSystemLocks.builder(directory)
                  .tokens(TokenDurability.NONE)
                  .build()
                  .lock("hand-off"));
    };
  }

  /** A lock of the system. */
  final class Bare implements HandOffMutex {

    private final FileChannel channel;
    private @Nullable FileLock held;

    Bare(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void acquire() throws IOException {
      held = channel.lock();
    }

    @Override
    public void release() throws IOException {
      if (held != null) {
        held.release();
      }
    }
  }

  /** A lock of this library. */
  final class Holdfast implements HandOffMutex {

    private final DistributedLock lock;
    private @Nullable LockHandle held;

    Holdfast(DistributedLock lock) {
      this.lock = lock;
    }

    @Override
    public void acquire() throws InterruptedException {
      held = lock.acquire();
    }

    @Override
    public void release() {
      if (held != null) {
        held.close();
      }
    }
  }
}
