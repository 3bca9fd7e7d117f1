package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockLoss;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A backend whose mutexes let everybody in. */
public final class OpenDoorBackend implements LockBackendFactory {

  /** Made by the kit. */
  public OpenDoorBackend() {}

  @Override
  public DistributedLockProvider open(String namespace, Map<String, String> config) {
    return new DistributedLockProvider() {
      @Override
      public DistributedLock lock(String name) {
        return new OpenDoor(new LockId(namespace, LockKind.MUTEX, name));
      }

      @Override
      public void close() {}
    };
  }

  private record OpenDoor(LockId id) implements DistributedLock {

    @Override
    public LockMode mode() {
      return LockMode.WRITE;
    }

    @Override
    public LockHandle tryAcquire(Duration timeout) {
      return new Handle();
    }

    @Override
    public CompletableFuture<@Nullable LockHandle> tryAcquireAsync(Duration timeout) {
      return CompletableFuture.completedFuture(new Handle());
    }
  }

  private static final class Handle implements LockHandle {

    private volatile boolean closed;

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public boolean isHeld() {
      return !closed;
    }

    @Override
    public CompletionStage<LockLoss> lost() {
      return new CompletableFuture<>();
    }

    @Override
    public OptionalLong fencingToken() {
      return OptionalLong.empty();
    }
  }
}
