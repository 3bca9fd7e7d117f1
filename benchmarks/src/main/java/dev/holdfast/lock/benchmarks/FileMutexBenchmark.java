package dev.holdfast.lock.benchmarks;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.filesystem.FileSystemLocks;
import dev.holdfast.lock.filesystem.TokenDurability;
import dev.holdfast.lock.inmemory.InMemoryLocks;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Acquiring and releasing locks on files, with the system's own lock as the floor. Without
 * contention the time for one is measured; with eight threads on one name, how many there are.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@SuppressWarnings("NullAway.Init") // JMH sets the fields, or has the set-up do so
public class FileMutexBenchmark {

  private static final int CROWD = 8;

  /** Before somebody tries again who was refused. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** An open file, locked without the help of any library. */
  @State(Scope.Benchmark)
  public static class Floor {

    private final ReentrantLock local = new ReentrantLock();
    private final ReentrantLock fairLocal = new ReentrantLock(true);
    private BenchmarkDirectory directory;
    private FileChannel channel;
    private int guarded;

    @Setup
    public void open() throws IOException {
      directory = BenchmarkDirectory.make();
      channel = FileChannel.open(directory.path().resolve("floor"), CREATE, READ, WRITE);
    }

    @TearDown
    public void close() throws IOException {
      channel.close();
      directory.close();
    }

    private int count() throws IOException {
      FileLock held = channel.tryLock(0, 1, false);
      try {
        return ++guarded;
      } finally {
        held.release();
      }
    }

    /** What a program does that knows no lock but the file's. */
    private int countWhenNotRefused() throws IOException {
      while (true) {
        try {
          return count();
        } catch (OverlappingFileLockException e) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }

    private int count(ReentrantLock first) throws IOException {
      first.lock();
      try {
        return count();
      } finally {
        first.unlock();
      }
    }
  }

  /** Locks that write no tokens. */
  @State(Scope.Benchmark)
  public static class Unmarked extends Locks {

    @Setup
    public void open() throws IOException {
      open(TokenDurability.NONE);
    }
  }

  /** Locks that write tokens, or do not. */
  @State(Scope.Benchmark)
  public static class Marked extends Locks {

    @Param({"NONE", "PROCESS", "POWER"})
    private TokenDurability tokens;

    @Setup
    public void open() throws IOException {
      open(tokens);
    }
  }

  /** Locks in a directory of their own. */
  public abstract static class Locks {

    private BenchmarkDirectory directory;
    private FileSystemLocks provider;

    /** A lock of the JVM that stands before the mutex, so that nobody waits for that one. */
    private final DistributedLock before = InMemoryLocks.create().lock("before");

    DistributedLock mutex;
    DistributedLock reader;
    DistributedSemaphore permit;
    int guarded;

    final DistributedLock before() {
      return before;
    }

    void open(TokenDurability durability) throws IOException {
      directory = BenchmarkDirectory.make();
      provider = FileSystemLocks.builder(directory.path()).tokens(durability).build();
      mutex = provider.lock("benchmark");
      reader = provider.readerWriterLock("benchmark").readLock();
      permit = provider.semaphore("benchmark", CROWD);
    }

    @TearDown
    public void close() throws IOException {
      provider.close();
      directory.close();
    }
  }

  /** The floor: what the system needs, of a file that is open already. */
  @Benchmark
  public int bareTryLock(Floor floor) throws IOException {
    return floor.count();
  }

  /** A mutex, now or never. */
  @Benchmark
  public int holdfast(Marked locks) {
    try (LockHandle held = locks.mutex.tryAcquire()) {
      return held == null ? 0 : ++locks.guarded;
    }
  }

  /** A mutex, now or never, by way of a future. */
  @Benchmark
  public int holdfastAsync(Marked locks) {
    try (LockHandle held = locks.mutex.tryAcquireAsync().join()) {
      return held == null ? 0 : ++locks.guarded;
    }
  }

  /** The read lock, which goes past the gate to the data. */
  @Benchmark
  public @Nullable LockHandle read(Unmarked locks) {
    try (LockHandle held = locks.reader.tryAcquire()) {
      return held;
    }
  }

  /** One of eight permits. */
  @Benchmark
  public @Nullable LockHandle permit(Unmarked locks) {
    try (LockHandle held = locks.permit.tryAcquire()) {
      return held;
    }
  }

  /** The floor: a lock of the JVM that lets threads jump the queue, and the file's lock inside. */
  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  @Threads(CROWD)
  public int kernelEachTime8(Floor floor) throws IOException {
    return floor.count(floor.local);
  }

  /** The floor among those that serve in order, as the mutex does. */
  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  @Threads(CROWD)
  public int fairKernelEachTime8(Floor floor) throws IOException {
    return floor.count(floor.fairLocal);
  }

  /** The file's lock alone: whoever finds it taken pauses for a millisecond and tries again. */
  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  @Threads(CROWD)
  public int refusedKernelEachTime8(Floor floor) throws IOException {
    return floor.countWhenNotRefused();
  }

  /** The mutex without handing the file over: threads take turns before they come to it. */
  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  @Threads(CROWD)
  public int holdfastEachTime8(Marked locks) throws InterruptedException {
    try (LockHandle turn = locks.before().acquire();
        LockHandle held = locks.mutex.acquire()) {
      return ++locks.guarded;
    }
  }

  /** The mutex, acquired without a limit: it keeps the file's lock from one thread to the next. */
  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  @Threads(CROWD)
  public int holdfast8(Marked locks) throws InterruptedException {
    try (LockHandle held = locks.mutex.acquire()) {
      return ++locks.guarded;
    }
  }
}
