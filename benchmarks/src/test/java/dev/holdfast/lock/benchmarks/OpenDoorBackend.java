package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.inmemory.InMemoryLocks;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A backend whose mutexes exclude nobody: each acquisition is one of another lock. */
public final class OpenDoorBackend implements LockBackendFactory {

  /** Made by its name. */
  public OpenDoorBackend() {}

  @Override
  public DistributedLockProvider open(String namespace, Map<String, String> config) {
    InMemoryLocks locks = InMemoryLocks.create();
    return new DistributedLockProvider() {
      @Override
      public DistributedLock lock(String name) {
        return new OpenDoor(new LockId(namespace, LockKind.MUTEX, name), locks, new AtomicLong());
      }

      @Override
      public void close() {
        locks.close();
      }
    };
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.CROSS_PROCESS);
  }

  private record OpenDoor(LockId id, InMemoryLocks locks, AtomicLong doors)
      implements DistributedLock {

    @Override
    public LockMode mode() {
      return LockMode.WRITE;
    }

    private DistributedLock another() {
      return locks.lock("door-" + doors.getAndIncrement());
    }

    @Override
    public @Nullable LockHandle tryAcquire(Duration timeout) throws InterruptedException {
      return another().tryAcquire(timeout);
    }

    @Override
    public CompletableFuture<@Nullable LockHandle> tryAcquireAsync(Duration timeout) {
      return another().tryAcquireAsync(timeout);
    }
  }
}
