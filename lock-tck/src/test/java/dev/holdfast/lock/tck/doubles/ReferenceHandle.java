package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockLoss;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What users see of a {@link Hold}. */
class ReferenceHandle implements LockHandle {

  final Hold hold;

  ReferenceHandle(Hold hold) {
    this.hold = hold;
    hold.releaseWhenGarbage(this);
  }

  @Override
  public void close() {
    hold.close();
  }

  @Override
  public boolean isHeld() {
    return hold.isHeld();
  }

  @Override
  public CompletionStage<LockLoss> lost() {
    return hold.lost();
  }

  @Override
  public OptionalLong fencingToken() {
    return hold.fencingToken();
  }

  @Override
  public String toString() {
    return hold.toString();
  }

  /** What users see of a hold that was acquired in the upgradeable mode. */
  static final class Upgradeable extends ReferenceHandle implements UpgradeableLockHandle {

    private final Lockable<UpgradeableLockHandle> lockable;

    Upgradeable(Hold hold, Lockable<UpgradeableLockHandle> lockable) {
      super(hold);
      this.lockable = lockable;
    }

    @Override
    public Lockable<UpgradeableLockHandle> lockable() {
      return lockable;
    }

    @Override
    public boolean tryUpgrade(Duration timeout) throws InterruptedException {
      try {
        return hold.tryUpgrade(timeout);
      } finally {
        Reference.reachabilityFence(this); // it is in use until then
      }
    }

    @Override
    public CompletableFuture<Boolean> tryUpgradeAsync(Duration timeout) {
      return hold.tryUpgradeAsync(timeout);
    }

    @Override
    public void downgrade() {
      hold.downgrade();
    }
  }
}
