package dev.holdfast.lock.benchmarks;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Locks of the JDK. They have no names: each turn has a lock of its own, unless they share it. */
final class JdkLocks implements Locks {

  private final Set<Use> uses;
  private final Maker maker;

  /** One lock for the reads and the writes of a benchmark. */
  private final ReentrantReadWriteLock readWriteLock = new ReentrantReadWriteLock(true);

  @FunctionalInterface
  private interface Maker {
    Turn make(JdkLocks locks, Use use, int permits);
  }

  private JdkLocks(Set<Use> uses, Maker maker) {
    this.uses = uses;
    this.maker = maker;
  }

  static JdkLocks mutexes(boolean fair) {
    return new JdkLocks(
        EnumSet.of(Use.TRY, Use.ACQUIRE, Use.ASYNC, Use.TIMED),
        (locks, use, permits) -> turn(new ReentrantLock(fair), use));
  }

  static JdkLocks semaphores() {
    return new JdkLocks(EnumSet.of(Use.PERMIT), (locks, use, permits) -> permit(permits));
  }

  static JdkLocks readerWriterLocks() {
    return new JdkLocks(
        EnumSet.of(Use.READ, Use.WRITE, Use.UPGRADE), (locks, use, permits) -> locks.side(use));
  }

  @Override
  public Set<Use> uses() {
    return uses;
  }

  @Override
  public Turn turn(Use use, String name, int permits) {
    return maker.make(this, use, permits);
  }

  /** A lock that is used so. */
  static Turn turn(Lock lock, Use use) {
    return switch (use) {
      case TRY -> section -> lock.tryLock() && run(lock, section);
      case TIMED ->
          section ->
              lock.tryLock(ApiLocks.TOO_SHORT.toNanos(), TimeUnit.NANOSECONDS)
                  && run(lock, section);
      case ACQUIRE, ASYNC -> // they have no futures
          section -> {
            lock.lock();
            return run(lock, section);
          };
      case CANCELLED, READ, WRITE, UPGRADE, PERMIT ->
          throw new IllegalArgumentException(use.toString());
    };
  }

  private static boolean run(Lock held, Turn.Section section) {
    try {
      section.run();
    } finally {
      held.unlock();
    }
    return true;
  }

  private static Turn permit(int permits) {
    var semaphore = new Semaphore(permits, /* fair= */ true);
    return section -> {
      semaphore.acquire();
      try {
        section.run();
      } finally {
        semaphore.release();
      }
      return true;
    };
  }

  private Turn side(Use use) {
    Turn read = turn(readWriteLock.readLock(), Use.ACQUIRE);
    Turn write = turn(readWriteLock.writeLock(), Use.ACQUIRE);
    return switch (use) {
      case READ -> read;
      case WRITE -> write;
      case UPGRADE -> section -> read.take(() -> {}) && write.take(section);
      case TRY, ACQUIRE, ASYNC, TIMED, CANCELLED, PERMIT ->
          throw new IllegalArgumentException(use.toString());
    };
  }

  @Override
  public void close() {}
}
