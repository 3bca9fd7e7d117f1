package dev.holdfast.lock.benchmarks;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Locks of the JDK, which get names here. */
final class JdkLocks implements Locks {

  private final Set<Use> uses;
  private final Maker maker;

  /** What a name stands for, until one who uses it forgets it. */
  private final Map<String, Object> byName = new ConcurrentHashMap<>();

  @FunctionalInterface
  private interface Maker {
    Turn make(JdkLocks locks, Use use, String name, int permits);
  }

  private JdkLocks(Set<Use> uses, Maker maker) {
    this.uses = uses;
    this.maker = maker;
  }

  static JdkLocks mutexes(boolean fair) {
    return new JdkLocks(
        EnumSet.of(Use.TRY, Use.ACQUIRE, Use.ASYNC, Use.TIMED),
        (locks, use, name, permits) -> {
          Lock lock = locks.find(name, ReentrantLock.class, () -> new ReentrantLock(fair));
          return turn(lock, use);
        });
  }

  static JdkLocks semaphores() {
    return new JdkLocks(
        EnumSet.of(Use.PERMIT),
        (locks, use, name, permits) ->
            permit(locks.find(name, Semaphore.class, () -> new Semaphore(permits, true))));
  }

  static JdkLocks readerWriterLocks() {
    return new JdkLocks(
        EnumSet.of(Use.READ, Use.WRITE, Use.UPGRADE),
        (locks, use, name, permits) ->
            side(
                locks.find(
                    name, ReentrantReadWriteLock.class, () -> new ReentrantReadWriteLock(true)),
                use));
  }

  private <T> T find(String name, Class<T> type, Supplier<T> maker) {
    return type.cast(byName.computeIfAbsent(name, unused -> maker.get()));
  }

  @Override
  public Set<Use> uses() {
    return uses;
  }

  @Override
  public Turn turn(Use use, String name, int permits) {
    return new Named(maker.make(this, use, name, permits), name, byName);
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

  private static Turn permit(Semaphore semaphore) {
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

  private static Turn side(ReadWriteLock lock, Use use) {
    Turn read = turn(lock.readLock(), Use.ACQUIRE);
    Turn write = turn(lock.writeLock(), Use.ACQUIRE);
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

  private record Named(Turn turn, String name, Map<String, Object> byName) implements Turn {
    @Override
    public boolean take(Section section) throws Exception {
      return turn.take(section);
    }

    @Override
    public void close() {
      byName.remove(name);
    }
  }
}
