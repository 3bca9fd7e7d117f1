package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockLoss;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.lang.ref.PhantomReference;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What this module knows of one handle: a reference that does not keep the handle alive, so that a
 * handle which becomes garbage is noticed and released. Thread-safe.
 */
final class FileHold extends PhantomReference<FileHandle> {

  /*
   *   HELD ───▶ CLOSED | LOST | ABANDONED, whichever comes first; who makes that move releases
   *
   *  (1) Release goes in the reverse order of acquisition: what an upgrade has locked, what the hold
   *      has locked, the JVM-local stage; each even if the one before it has failed.
   *  (2) `upgrading` and `upgrade` change under `moves`. An upgrade that is granted when the hold has
   *      ended is released by whoever brings the grant: `upgrade` is only set while it is held.
   *  (3) While an upgrade is under way or granted, its JVM-local stage is upgraded, too.
   */

  private enum Status {
    HELD("held"),
    CLOSED("closed"),
    LOST("lost"),
    ABANDONED("abandoned");

    final String participle;

    Status(String participle) {
      this.participle = participle;
    }
  }

  private final FileLockable<?> lockable;
  private final FileCell cell;
  private final LockHandle local;
  private final Grip grip;
  private final @Nullable Throwable acquiredAt;
  private final AtomicReference<Status> status = new AtomicReference<>(Status.HELD);
  private final ReentrantLock moves = new ReentrantLock();
  private @Nullable UpgradeRequest upgrading;
  private @Nullable UpgradeRequest upgradedBy;
  private @Nullable Grip upgrade;
  private volatile long token;
  private volatile @Nullable CompletableFuture<LockLoss> loss;

  FileHold(
      FileHandle handle,
      FileLockable<?> lockable,
      FileCell cell,
      LockHandle local,
      Grip grip,
      @Nullable Throwable acquiredAt) {
    super(handle, Watch.abandoned());
    this.lockable = lockable;
    this.cell = cell;
    this.local = local;
    this.grip = grip;
    this.token = grip.token();
    this.acquiredAt = acquiredAt;
    Watch.holds(this);
  }

  FileSystemLocks provider() {
    return lockable.provider();
  }

  FileCell cell() {
    return cell;
  }

  Grip grip() {
    return grip;
  }

  @Nullable Throwable acquiredAt() {
    return acquiredAt;
  }

  long token() {
    return token;
  }

  boolean isHeld() {
    return status.get() == Status.HELD;
  }

  // The end

  void close() {
    boolean unused = end(Status.CLOSED);
  }

  /** Answers false if it had ended before. */
  boolean abandon() {
    return end(Status.ABANDONED);
  }

  private boolean end(Status ending) {
    if (!status.compareAndSet(Status.HELD, ending)) {
      return false;
    }
    Watch.forgets(this);
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
    Lane lane = cell.directory().lane();
    if (ending != Status.CLOSED) {
      lane.run(
          () -> release(upgraded)); // who notices that looks after others, too, and cannot wait
    } else if (!lane.runAndWait(() -> release(upgraded), Lane.PATIENCE)) {
      throw cell.directory().silent("released", cell.id());
    }
    return true;
  }

  private void release(@Nullable Grip upgraded) {
    try {
      if (upgraded != null) {
        cell.release(upgraded, Approach.Kind.UPGRADE);
      }
    } finally {
      try {
        cell.release(grip, lockable.kind());
      } finally {
        try {
          local.close();
          cell.settle();
        } finally {
          cell.directory().leave(cell);
        }
      }
    }
  }

  // Upgrade

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
        throw new IllegalStateException("This handle of " + cell.id() + " is already upgraded.");
      }
      if (upgrading != null) {
        throw new IllegalStateException(
            "Another upgrade of this handle of " + cell.id() + " waits.");
      }
      UpgradeRequest begun = new UpgradeRequest(this, (UpgradeableLockHandle) local);
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
        token = granted.token();
      }
    } finally {
      moves.unlock();
    }
    if (!held) {
      cell.directory().lane().run(() -> cell.release(granted, Approach.Kind.UPGRADE));
    }
  }

  void downgrade() {
    downgrade(null);
  }

  /** Undoes an upgrade that nobody receives, unless it is over, and perhaps another made. */
  void giveUpgradeBack(UpgradeRequest request) {
    try {
      downgrade(request);
    } catch (IllegalStateException e) {
      // It is over.
    }
  }

  private void downgrade(@Nullable UpgradeRequest only) {
    Grip upgraded;
    moves.lock();
    try {
      RuntimeException over = whyNotHeld("downgraded");
      if (over != null) {
        throw over;
      }
      upgraded = only == null || only == upgradedBy ? upgrade : null;
      if (upgraded == null) {
        throw new IllegalStateException("This handle of " + cell.id() + " is not upgraded.");
      }
      upgrade = null;
      upgradedBy = null;
      token = Grip.NO_TOKEN;
    } finally {
      moves.unlock();
    }
    boolean done =
        cell.directory()
            .lane()
            .runAndWait(
                () -> {
                  try {
                    cell.release(upgraded, Approach.Kind.UPGRADE);
                  } finally {
                    ((UpgradeableLockHandle) local).downgrade();
                  }
                },
                Lane.PATIENCE);
    if (!done) {
      throw cell.directory().silent("downgraded", cell.id());
    }
  }

  // Loss

  CompletionStage<LockLoss> lost() {
    CompletableFuture<LockLoss> news;
    moves.lock();
    try {
      news = loss;
      if (news == null) {
        news = new CompletableFuture<>();
        loss = news;
      }
    } finally {
      moves.unlock();
    }
    if (isHeld()) {
      Watch.watches(this);
    }
    return news.minimalCompletionStage();
  }

  /** Ends it as lost, and tells so on the executor of its provider. */
  void lose(LockLoss.Reason reason, String message) {
    CompletableFuture<LockLoss> news = loss;
    if (end(Status.LOST) && news != null) {
      LockLoss told = new LockLoss(cell.id(), reason, message, Instant.now());
      provider().execute(() -> news.complete(told));
    }
  }

  // Words

  private Status status() {
    return requireNonNull(status.get());
  }

  @Nullable RuntimeException whyNotHeld(String participle) {
    return isHeld() ? null : noLongerHeld(participle);
  }

  private IllegalStateException noLongerHeld(String participle) {
    return new IllegalStateException(
        "A handle of "
            + cell.id()
            + " cannot be "
            + participle
            + " any more: it was "
            + status().participle
            + ".");
  }

  @Override
  public String toString() {
    return lockable.mode()
        + " handle of "
        + cell.id()
        + " ("
        + status().participle
        + (token == Grip.NO_TOKEN ? ")" : ", token " + token + ")");
  }
}
