package dev.holdfast.lock.tck.worker;

import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** An upgradeable handle in a worker. */
final class RemoteUpgradeableHandle extends RemoteHandle implements UpgradeableLockHandle {

  private final RemoteLockable<UpgradeableLockHandle> lockable;

  RemoteUpgradeableHandle(RemoteLockable<UpgradeableLockHandle> lockable, Message granted) {
    super(lockable, granted);
    this.lockable = lockable;
  }

  @Override
  public Lockable<UpgradeableLockHandle> lockable() {
    return lockable;
  }

  @Override
  public boolean tryUpgrade() {
    return RemoteCalls.uninterrupted(worker(), command("upgrade"), "to upgrade " + this)
        .is("upgraded");
  }

  @Override
  public boolean tryUpgrade(Duration timeout) throws InterruptedException {
    return RemoteCalls.interruptible(
            worker(), command("upgrade").with("timeout", timeout), timeout, "to upgrade " + this)
        .is("upgraded");
  }

  @Override
  public CompletableFuture<Boolean> tryUpgradeAsync(Duration timeout) {
    return RemoteCalls.pending(
        worker(),
        worker().send(command("upgrade-async").with("timeout", timeout)),
        answer -> answer.is("upgraded"),
        upgraded -> upgraded ? this::downgrade : () -> {});
  }

  @Override
  public void downgrade() {
    Message unused =
        RemoteCalls.uninterrupted(worker(), command("downgrade"), "to downgrade " + this);
  }
}
