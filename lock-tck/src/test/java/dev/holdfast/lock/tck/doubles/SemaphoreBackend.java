package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedReaderWriterLock;
import dev.holdfast.lock.DistributedReaderWriterLockProvider;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * An adapter of {@link Semaphore}, which belongs to no thread: a mutex has one permit; a reader
 * takes one of very many, and a writer all of them.
 */
public final class SemaphoreBackend implements LockBackendFactory {

  private static final int ALL = 1 << 20;
  private static final InUse<Semaphore> SEMAPHORES = new InUse<>();

  /** Made by the kit, also in other processes. */
  public SemaphoreBackend() {}

  @Override
  public LockProvider open(String namespace, Map<String, String> config) {
    return new Provider(namespace);
  }

  @Override
  public Bounds bounds() {
    return Bounds.DEFAULT.pollInterval(Duration.ZERO);
  }

  private static Gate gate(LockId id, int limit, int permits) {
    return nanos -> {
      Semaphore semaphore = SEMAPHORES.arrive(id, limit, () -> new Semaphore(limit, true));
      boolean entered = false;
      try {
        entered = semaphore.tryAcquire(permits, nanos, TimeUnit.NANOSECONDS);
      } finally {
        if (!entered) {
          SEMAPHORES.leave(id);
        }
      }
      Runnable exit =
          () -> {
            semaphore.release(permits);
            SEMAPHORES.leave(id);
          };
      return entered ? new AdapterHandle(id, exit) : null;
    };
  }

  private static final class Provider extends AdapterProvider
      implements DistributedLockProvider,
          DistributedReaderWriterLockProvider,
          DistributedSemaphoreProvider {

    Provider(String namespace) {
      super(namespace);
    }

    @Override
    public DistributedLock lock(String name) {
      LockId id = id(LockKind.MUTEX, name);
      return new AdapterLockable.Plain(this, id, LockMode.WRITE, gate(id, 1, 1));
    }

    @Override
    public DistributedReaderWriterLock readerWriterLock(String name) {
      LockId id = id(LockKind.READER_WRITER, name);
      return new AdapterSides(
          name,
          new AdapterLockable.Plain(this, id, LockMode.READ, gate(id, ALL, 1)),
          new AdapterLockable.Plain(this, id, LockMode.WRITE, gate(id, ALL, ALL)));
    }

    @Override
    public DistributedSemaphore semaphore(String name, int permits) {
      if (permits < 1) {
        throw new IllegalArgumentException(
            "A semaphore has at least 1 permit, but " + permits + " were asked for.");
      }
      LockId id = id(LockKind.SEMAPHORE, name);
      return new AdapterLockable.Permits(this, id, permits, gate(id, permits, 1));
    }
  }
}
