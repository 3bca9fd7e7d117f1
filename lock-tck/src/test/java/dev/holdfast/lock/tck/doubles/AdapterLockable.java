package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A lock object in front of a gate. */
class AdapterLockable implements Lockable<LockHandle> {

  private final AdapterProvider provider;
  private final LockId id;
  private final LockMode mode;
  private final Gate gate;

  AdapterLockable(AdapterProvider provider, LockId id, LockMode mode, Gate gate) {
    this.provider = provider;
    this.id = id;
    this.mode = mode;
    this.gate = gate;
  }

  @Override
  public LockId id() {
    return id;
  }

  @Override
  public LockMode mode() {
    return mode;
  }

  @Override
  public @Nullable LockHandle tryAcquire(Duration timeout) throws InterruptedException {
    Deadline deadline = Deadline.after(timeout);
    provider.checkOpen();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return provider.enter(id, gate, deadline.remainingNanos(), new AdapterWait());
  }

  @Override
  public CompletableFuture<@Nullable LockHandle> tryAcquireAsync(Duration timeout) {
    Deadline deadline = Deadline.after(timeout);
    provider.checkOpen();
    return new AdapterFuture(this, provider).start(deadline);
  }

  /** Enters, blocking the calling thread until somebody ends the wait. */
  @Nullable LockHandle enter(Deadline deadline, AdapterWait wait) throws InterruptedException {
    return provider.enter(id, gate, deadline.remainingNanos(), wait);
  }

  @Override
  public String toString() {
    return id + " in mode " + mode;
  }

  /** A mutex, or one side of a reader-writer lock. */
  static final class Plain extends AdapterLockable implements DistributedLock {

    Plain(AdapterProvider provider, LockId id, LockMode mode, Gate gate) {
      super(provider, id, mode, gate);
    }
  }

  /** A semaphore. */
  static final class Permits extends AdapterLockable implements DistributedSemaphore {

    private final int permits;

    Permits(AdapterProvider provider, LockId id, int permits, Gate gate) {
      super(provider, id, LockMode.PERMIT, gate);
      this.permits = permits;
    }

    @Override
    public int permits() {
      return permits;
    }
  }
}
