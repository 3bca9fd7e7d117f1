package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.UpgradeableLockHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An upgrade. */
final class UpgradeRequest extends Request<Boolean> {

  private final UpgradeableFileHold hold;
  private final UpgradeableLockHandle local;
  private volatile @Nullable Attempt attempt;

  UpgradeRequest(UpgradeableFileHold hold, UpgradeableLockHandle local) {
    super(hold.provider(), hold.cell());
    this.hold = hold;
    this.local = local;
  }

  @Override
  boolean enterNow() {
    return local.tryUpgrade();
  }

  @Override
  boolean enter(Duration timeout) throws InterruptedException {
    return local.tryUpgrade(timeout);
  }

  @Override
  CompletableFuture<?> enterAsync(Duration timeout) {
    return local.tryUpgradeAsync(timeout);
  }

  @Override
  boolean hasEntered(@Nullable Object outcome) {
    return Boolean.TRUE.equals(outcome);
  }

  @Override
  void notEntered() {
    hold.upgradeIsOver(this);
  }

  @Override
  void leave() {
    try {
      local.downgrade();
    } catch (IllegalStateException e) {
      // It was closed meanwhile, which has released both.
    } finally {
      hold.upgradeIsOver(this);
    }
  }

  @Override
  Approach approach() {
    return new UpgradeApproach(cell(), hold.grip());
  }

  @Override
  Attempt newAttempt() {
    Attempt created = super.newAttempt();
    attempt = created;
    RuntimeException over = hold.whyNotHeld("upgraded");
    if (over != null) {
      created.end(over);
    }
    return created;
  }

  /** Ends it because its hold has ended. Called after the hold has changed its state. */
  void end(RuntimeException why) {
    Attempt begun = attempt;
    if (begun != null) {
      begun.end(why);
    }
  }

  @Override
  boolean isExclusive() {
    return true;
  }

  @Override
  Boolean grant(Grip grip) {
    hold.upgraded(this, grip);
    return true;
  }

  @Override
  Boolean notNow() {
    return false;
  }

  @Override
  void giveBack(Boolean upgraded) {
    if (upgraded) {
      hold.giveUpgradeBack(this);
    }
  }

  @Override
  String undone() {
    return "the upgrade of a handle of " + cell().id() + "; it is as it was before.";
  }
}
