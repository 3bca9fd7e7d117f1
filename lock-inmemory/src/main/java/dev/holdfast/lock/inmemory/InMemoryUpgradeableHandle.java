package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the user holds of an upgradeable hold. */
final class InMemoryUpgradeableHandle extends InMemoryHandle implements UpgradeableLockHandle {

  private final InMemoryLockable<UpgradeableLockHandle> lockable;

  InMemoryUpgradeableHandle(
      InMemoryLockable<UpgradeableLockHandle> lockable,
      LockCell cell,
      @Nullable AcquisitionSite acquiredAt) {
    super(lockable, cell, acquiredAt);
    this.lockable = lockable;
  }

  @Override
  public Lockable<UpgradeableLockHandle> lockable() {
    return lockable;
  }

  @Override
  public boolean tryUpgrade(Duration timeout) throws InterruptedException {
    Deadline.validate(timeout);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    try {
      if (upgradeNow()) {
        return true;
      }
      if (timeout.isZero()) {
        return false;
      }
      Deadline deadline = Deadline.after(timeout);
      ThreadWait wait = new ThreadWait(lockable, hold());
      return hold().cell.upgrade(hold(), wait.waiter()) || wait.await(deadline);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public CompletableFuture<Boolean> tryUpgradeAsync(Duration timeout) {
    Deadline.validate(timeout);
    try {
      if (upgradeNow()) {
        return CompletableFuture.completedFuture(true);
      }
      if (timeout.isZero()) {
        return CompletableFuture.completedFuture(false);
      }
      Deadline deadline = Deadline.after(timeout);
      PendingUpgrade pending = new PendingUpgrade(lockable, this);
      if (hold().cell.upgrade(hold(), pending.waiter())) {
        return CompletableFuture.completedFuture(true);
      }
      pending.endsAt(deadline);
      return pending;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Readers may have been abandoned, which nobody notices as long as nobody looks. */
  private boolean upgradeNow() {
    LockCell cell = hold().cell;
    return cell.upgrade(hold(), null)
        || (cell.space().releaseAbandoned() && cell.upgrade(hold(), null));
  }

  @Override
  public void downgrade() {
    try {
      hold().cell.downgrade(hold());
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
