package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.DistributedReaderWriterLock;
import dev.holdfast.lock.DistributedReaderWriterLockProvider;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An adapter of {@link ReentrantReadWriteLock}, which belongs to threads and is reentrant: each
 * handle has a thread of its own that acquires, stays, and releases.
 */
public final class ReentrantReadWriteLockBackend implements LockBackendFactory {

  private static final InUse<ReentrantReadWriteLock> LOCKS = new InUse<>();

  /** Made by the kit, also in other processes. */
  public ReentrantReadWriteLockBackend() {}

  @Override
  public LockProvider open(String namespace, Map<String, String> config) {
    return new Provider(namespace);
  }

  @Override
  public Bounds bounds() {
    return Bounds.DEFAULT.pollInterval(Duration.ZERO);
  }

  private static Gate gate(
      LockId id, Function<ReentrantReadWriteLock, Lock> side, Executor threads) {
    return nanos -> {
      ReentrantReadWriteLock lock = LOCKS.arrive(id, 1, () -> new ReentrantReadWriteLock(true));
      @Nullable OwnerThread owner = null;
      try {
        owner = OwnerThread.acquire(side.apply(lock), nanos, threads);
      } finally {
        if (owner == null) {
          LOCKS.leave(id);
        }
      }
      return owner == null ? null : new AdapterHandle(id, exit(id, owner));
    };
  }

  private static Runnable exit(LockId id, OwnerThread owner) {
    return () -> {
      owner.release();
      LOCKS.leave(id);
    };
  }

  private static final class Provider extends AdapterProvider
      implements DistributedReaderWriterLockProvider {

    Provider(String namespace) {
      super(namespace);
    }

    @Override
    public DistributedReaderWriterLock readerWriterLock(String name) {
      LockId id = id(LockKind.READER_WRITER, name);
      Gate read = gate(id, ReentrantReadWriteLock::readLock, background);
      Gate write = gate(id, ReentrantReadWriteLock::writeLock, background);
      return new AdapterSides(
          name,
          new AdapterLockable.Plain(this, id, LockMode.READ, read),
          new AdapterLockable.Plain(this, id, LockMode.WRITE, write));
    }
  }
}
