package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What this module knows of an upgradeable handle. Thread-safe. */
final class UpgradeableFileHold extends FileHold {

  /*
   *   upgradeable ──▶ `upgrading`, an upgrade is under way ──▶ `upgrade`, it is granted
   *        ▲                     │                                  │
   *        ╰──── it has failed ──┴──────── downgrade ───────────────╯
   *
   *  (1) Both change under `moves`. An upgrade that is granted when the hold has ended is released by
   *      whoever brings the grant: `upgrade` is only set while it is held.
   *  (2) While an upgrade is under way at the file, or granted, the JVM-local stage is upgraded, too.
   */

  private final ReentrantLock moves = new ReentrantLock();
  private @Nullable UpgradeRequest upgrading;
  private @Nullable UpgradeRequest upgradedBy;
  private @Nullable Grip upgrade;

  UpgradeableFileHold(
      FileHandle handle,
      FileLockable<?> lockable,
      FileCell cell,
      LockHandle local,
      Grip grip,
      @Nullable Throwable acquiredAt) {
    super(handle, lockable, cell, local, grip, acquiredAt);
  }

  /**
   * Begins an upgrade.
   *
   * @throws IllegalStateException if it cannot be upgraded
   */
  UpgradeRequest beginUpgrade() {
    moves.lock();
    try {
      RuntimeException over = whyNotHeld("upgraded");
      if (over != null) {
        throw over;
      }
      if (upgrade != null) {
        throw new IllegalStateException("This handle of " + cell().id() + " is already upgraded.");
      }
      if (upgrading != null) {
        throw new IllegalStateException(
            "Another upgrade of this handle of " + cell().id() + " waits.");
      }
      UpgradeRequest begun = new UpgradeRequest(this, (UpgradeableLockHandle) local());
      upgrading = begun;
      return begun;
    } finally {
      moves.unlock();
    }
  }

  void upgradeIsOver(UpgradeRequest request) {
    moves.lock();
    try {
      if (upgrading == request) {
        upgrading = null;
      }
    } finally {
      moves.unlock();
    }
  }

  void upgraded(UpgradeRequest request, Grip granted) {
    boolean held;
    moves.lock();
    try {
      upgrading = null;
      held = isHeld();
      if (held) {
        upgrade = granted;
        upgradedBy = request;
        mark(granted.token());
      }
    } finally {
      moves.unlock();
    }
    if (!held) {
      lane().run(() -> cell().release(granted, Approach.Kind.UPGRADE));
    }
  }

  void downgrade() {
    Duration patience = provider().settings().patience();
    if (!downgrade(null, patience)) {
      throw cell().directory().silent("downgraded", cell().id());
    }
  }

  /** Undoes an upgrade that nobody receives, unless it is over, and perhaps another made. */
  void giveUpgradeBack(UpgradeRequest request) {
    try {
      boolean unused = downgrade(request, MOMENT);
    } catch (IllegalStateException e) {
      // It is over.
    } catch (LockException e) {
      Lane.report("An upgrade that came too late could not be undone properly.", e);
    }
  }

  /** Answers false if the file system has not answered for so long. */
  private boolean downgrade(@Nullable UpgradeRequest only, Duration patience) {
    Grip upgraded;
    moves.lock();
    try {
      RuntimeException over = whyNotHeld("downgraded");
      if (over != null) {
        throw over;
      }
      upgraded = only == null || only == upgradedBy ? upgrade : null;
      if (upgraded == null) {
        throw new IllegalStateException("This handle of " + cell().id() + " is not upgraded.");
      }
      upgrade = null;
      upgradedBy = null;
      mark(Grip.NO_TOKEN);
    } finally {
      moves.unlock();
    }
    return lane()
        .runAndWait(
            () -> {
              try {
                cell().release(upgraded, Approach.Kind.UPGRADE);
              } finally {
                ((UpgradeableLockHandle) local()).downgrade();
              }
            },
            patience);
  }

  @Override
  @Nullable Grip endUpgrade() {
    UpgradeRequest waiting;
    Grip upgraded;
    moves.lock();
    try {
      waiting = upgrading;
      upgraded = upgrade;
      upgrade = null;
    } finally {
      moves.unlock();
    }
    if (waiting != null) {
      waiting.end(noLongerHeld("upgraded"));
    }
    return upgraded;
  }
}
