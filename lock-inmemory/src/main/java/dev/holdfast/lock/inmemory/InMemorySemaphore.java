package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;

/** A semaphore. */
final class InMemorySemaphore extends InMemoryLockable<LockHandle> implements DistributedSemaphore {

  private final int permits;

  InMemorySemaphore(InMemoryLocks provider, LockId id, int permits) {
    super(provider, id, LockMode.PERMIT);
    if (permits < 1) {
      throw new IllegalArgumentException(
          "A semaphore has at least one permit, but " + permits + " were asked for of " + id + ".");
    }
    this.permits = permits;
  }

  @Override
  public int permits() {
    return permits;
  }

  @Override
  int permitsWanted() {
    return permits;
  }

  @Override
  LockHandle typed(InMemoryHandle handle) {
    return handle;
  }
}
