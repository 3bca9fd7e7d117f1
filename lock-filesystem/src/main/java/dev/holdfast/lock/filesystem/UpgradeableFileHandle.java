package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the user holds of an upgradeable hold. */
final class UpgradeableFileHandle extends FileHandle implements UpgradeableLockHandle {

  private final FileLockable<UpgradeableLockHandle> lockable;

  UpgradeableFileHandle(
      FileLockable<UpgradeableLockHandle> lockable,
      FileCell cell,
      LockHandle local,
      Grip grip,
      @Nullable Throwable acquiredAt) {
    super(handle -> new UpgradeableFileHold(handle, lockable, cell, local, grip, acquiredAt));
    this.lockable = lockable;
  }

  private UpgradeableFileHold upgradeable() {
    return (UpgradeableFileHold) hold();
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
      return Boolean.TRUE.equals(lockable.provider().await(upgradeable().beginUpgrade(), timeout));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public CompletableFuture<Boolean> tryUpgradeAsync(Duration timeout) {
    Deadline.validate(timeout);
    try {
      CompletableFuture<@Nullable Boolean> upgrading =
          PendingRequest.start(
              upgradeable().beginUpgrade(), timeout, lockable.provider().executor());
      return nonNull(upgrading);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** An upgrade is never answered with null, which the type of a request's future allows. */
  @SuppressWarnings("NullAway")
  private static CompletableFuture<Boolean> nonNull(CompletableFuture<@Nullable Boolean> future) {
    return future;
  }

  @Override
  public void downgrade() {
    try {
      upgradeable().downgrade();
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
