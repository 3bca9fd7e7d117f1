package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.inmemory.InMemoryLocks;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Acquiring and releasing locks in memory, with the JDK's locks as the floor. Run with {@code -t 1}
 * for the uncontended figures and with more threads for contended ones.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MutexBenchmark {

  private final ReentrantLock floor = new ReentrantLock();
  private final ReentrantLock fairFloor = new ReentrantLock(true);
  private final DistributedLock mutex = InMemoryLocks.create().lock("benchmark");
  private final ReentrantReadWriteLock fairReadWriteFloor = new ReentrantReadWriteLock(true);
  private final DistributedLock reader =
      InMemoryLocks.create().readerWriterLock("benchmark").readLock();
  private int guarded;

  /** The floor: a lock that knows no handles, no names and no queue order. */
  @Benchmark
  public int reentrantLock() {
    floor.lock();
    try {
      return ++guarded;
    } finally {
      floor.unlock();
    }
  }

  /** The floor among the locks that serve in order. */
  @Benchmark
  public int fairReentrantLock() {
    fairFloor.lock();
    try {
      return ++guarded;
    } finally {
      fairFloor.unlock();
    }
  }

  /** The in-memory mutex, acquired without a limit. */
  @Benchmark
  public int inMemoryAcquire() throws InterruptedException {
    try (LockHandle held = mutex.acquire()) {
      return ++guarded;
    }
  }

  /** The in-memory mutex, now or never. */
  @Benchmark
  public int inMemoryTry() {
    try (LockHandle held = mutex.tryAcquire()) {
      return held == null ? 0 : ++guarded;
    }
  }

  /** The floor among the reader-writer locks that serve in order. */
  @Benchmark
  public int fairReadLock() {
    fairReadWriteFloor.readLock().lock();
    try {
      return guarded;
    } finally {
      fairReadWriteFloor.readLock().unlock();
    }
  }

  /** The read side of the in-memory reader-writer lock, acquired without a limit. */
  @Benchmark
  public int inMemoryRead() throws InterruptedException {
    try (LockHandle held = reader.acquire()) {
      return guarded;
    }
  }
}
