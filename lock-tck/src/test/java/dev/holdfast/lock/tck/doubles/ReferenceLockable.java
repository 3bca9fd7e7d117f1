package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What users see of an {@link Access}. */
abstract class ReferenceLockable<H extends LockHandle> implements Lockable<H> {

  private final Access access;

  ReferenceLockable(Access access) {
    this.access = access;
  }

  abstract H handle(Hold hold);

  @Override
  public LockId id() {
    return access.id();
  }

  @Override
  public LockMode mode() {
    return access.mode();
  }

  @Override
  public @Nullable H tryAcquire(Duration timeout) throws InterruptedException {
    Hold hold = access.acquire(timeout);
    return hold == null ? null : handle(hold);
  }

  @Override
  public CompletableFuture<@Nullable H> tryAcquireAsync(Duration timeout) {
    PendingGrant<H> pending =
        new PendingGrant<>(
            access.provider(), hold -> hold == null ? null : handle(hold), LockHandle::close);
    access.begin(null, timeout, pending);
    return pending;
  }

  @Override
  public String toString() {
    return access.id() + " in mode " + access.mode();
  }

  /** A mutex, or one side of a reader-writer lock. */
  static final class Plain extends ReferenceLockable<LockHandle> implements DistributedLock {

    Plain(Access access) {
      super(access);
    }

    @Override
    LockHandle handle(Hold hold) {
      return new ReferenceHandle(hold);
    }
  }

  /** The upgradeable side of a reader-writer lock. */
  static final class Upgradeable extends ReferenceLockable<UpgradeableLockHandle> {

    Upgradeable(Access access) {
      super(access);
    }

    @Override
    UpgradeableLockHandle handle(Hold hold) {
      return new ReferenceHandle.Upgradeable(hold, this);
    }
  }

  /** A semaphore. */
  static final class Semaphore extends ReferenceLockable<LockHandle>
      implements DistributedSemaphore {

    private final int permits;

    Semaphore(Access access) {
      super(access);
      this.permits = access.permits();
    }

    @Override
    LockHandle handle(Hold hold) {
      return new ReferenceHandle(hold);
    }

    @Override
    public int permits() {
      return permits;
    }
  }
}
