package dev.holdfast.lock.benchmarks;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** What the JDK has between processes: locks of a byte of an open file. */
final class FileChannelLocks implements Locks {

  private final Path directory;
  private final boolean fair;

  /**
   * Locks of files in this directory.
   *
   * @param fair for threads that wait in order; else they are for one thread, which never waits
   */
  FileChannelLocks(Path directory, boolean fair) {
    this.directory = directory;
    this.fair = fair;
  }

  @Override
  public Set<Use> uses() {
    return EnumSet.of(Use.TRY, Use.ACQUIRE, Use.ASYNC);
  }

  @Override
  public Turn turn(Use use, String name, int permits) throws IOException {
    FileChannel channel = FileChannel.open(directory.resolve(name), CREATE, READ, WRITE);
    return fair ? new Fair(channel, new ReentrantLock(true)) : new Bare(channel);
  }

  @Override
  public void close() {}

  private record Bare(FileChannel channel) implements Turn {
    @Override
    public boolean take(Section section) throws IOException {
      FileLock lock = channel.tryLock(0, 1, false);
      if (lock == null) {
        return false;
      }
      try {
        section.run();
      } finally {
        lock.release();
      }
      return true;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** Threads of one JVM cannot wait for a file's lock at the same time, so they queue before it. */
  private record Fair(FileChannel channel, ReentrantLock local) implements Turn {
    @Override
    public boolean take(Section section) throws IOException {
      local.lock();
      try {
        FileLock lock = channel.lock(0, 1, false);
        try {
          section.run();
        } finally {
          lock.release();
        }
      } finally {
        local.unlock();
      }
      return true;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
