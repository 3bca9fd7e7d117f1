package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A lock object around another one. */
abstract class LockDecorator implements DistributedLock {

  final DistributedLock inner;

  LockDecorator(DistributedLock inner) {
    this.inner = inner;
  }

  @Override
  public LockId id() {
    return inner.id();
  }

  @Override
  public LockMode mode() {
    return inner.mode();
  }

  @Override
  public @Nullable LockHandle tryAcquire(Duration timeout) throws InterruptedException {
    return inner.tryAcquire(timeout);
  }

  @Override
  public CompletableFuture<@Nullable LockHandle> tryAcquireAsync(Duration timeout) {
    return inner.tryAcquireAsync(timeout);
  }

  @Override
  public String toString() {
    return inner.toString();
  }
}
