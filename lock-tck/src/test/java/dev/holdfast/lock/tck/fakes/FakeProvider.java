package dev.holdfast.lock.tck.fakes;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.fakes.FakeBackend.Bug;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

final class FakeProvider implements DistributedLockProvider, DistributedSemaphoreProvider {

  private static final Map<LockId, Semaphore> STATE = new ConcurrentHashMap<>();

  private final String namespace;
  private final Bug bug;
  private volatile boolean closed;

  FakeProvider(String namespace, Bug bug) {
    this.namespace = namespace;
    this.bug = bug;
  }

  @Override
  public DistributedLock lock(String name) {
    LockId id = id(LockKind.MUTEX, name);
    return new FakeMutex(id, state(id, 1), bug);
  }

  @Override
  public DistributedSemaphore semaphore(String name, int permits) {
    LockId id = id(LockKind.SEMAPHORE, name);
    return new FakeSemaphore(id, state(id, permits), bug, permits);
  }

  private LockId id(LockKind kind, String name) {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    return new LockId(namespace, kind, name);
  }

  private static Semaphore state(LockId id, int permits) {
    return STATE.computeIfAbsent(id, unused -> new Semaphore(permits, /* fair= */ true));
  }

  @Override
  public void close() {
    closed = true;
    if (bug == Bug.PROVIDER_CLOSE_THROWS) {
      throw new IllegalStateException("the connection is gone");
    }
  }

  private static final class FakeMutex extends FakeLock implements DistributedLock {
    FakeMutex(LockId id, Semaphore state, Bug bug) {
      super(id, LockMode.WRITE, state, bug);
    }
  }

  private static final class FakeSemaphore extends FakeLock implements DistributedSemaphore {
    private final int permits;

    FakeSemaphore(LockId id, Semaphore state, Bug bug, int permits) {
      super(id, LockMode.PERMIT, state, bug);
      this.permits = permits;
    }

    @Override
    public int permits() {
      return permits;
    }
  }
}
