package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockLoss;
import dev.holdfast.lock.LockMode;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One acquisition, until it is closed or lost. The handles that users see are views of it. */
class Hold {

  static final Cleaner CLEANER = Cleaner.create();

  final ReferenceLock lock;
  final Access access;
  final Thread thread;
  LockMode mode;
  OptionalLong token = OptionalLong.empty();
  private boolean over;
  private final CompletableFuture<LockLoss> loss = new CompletableFuture<>();

  Hold(ReferenceLock lock, Waiter waiter) {
    this.lock = lock;
    this.access = waiter.access();
    this.thread = waiter.thread();
    this.mode = waiter.mode();
  }

  void close() {
    guarded(this::end);
  }

  /** Releases when the handle, to which this must not refer, has become garbage. */
  void releaseWhenGarbage(Object handle) {
    var unused = CLEANER.register(handle, () -> guarded(this::end));
  }

  /** Ends the hold, under the monitor. */
  final boolean end() {
    if (over) {
      return false;
    }
    over = true;
    lock.leave(this);
    return true;
  }

  boolean isHeld() {
    lock.space.monitor.lock();
    try {
      return !over;
    } finally {
      lock.space.monitor.unlock();
    }
  }

  OptionalLong fencingToken() {
    lock.space.monitor.lock();
    try {
      return token;
    } finally {
      lock.space.monitor.unlock();
    }
  }

  CompletionStage<LockLoss> lost() {
    return loss.minimalCompletionStage();
  }

  /** Takes the lock away from its holder, as a fault would. */
  final void lose() {
    guarded(
        () -> {
          if (end()) {
            LockLoss news =
                new LockLoss(
                    access.id(), LockLoss.Reason.FORCED, "A test took it away.", Instant.now());
            access.provider().execute(() -> loss.complete(news));
          }
        });
  }

  boolean tryUpgrade(Duration timeout) throws InterruptedException {
    return access.upgrade(this, timeout);
  }

  CompletableFuture<Boolean> tryUpgradeAsync(Duration timeout) {
    PendingGrant<Boolean> pending =
        new PendingGrant<>(access.provider(), granted -> granted != null, this::giveUpgradeBack);
    access.begin(this, timeout, pending);
    return pending;
  }

  private void giveUpgradeBack(boolean upgraded) {
    guarded(
        () -> {
          if (upgraded && !over && mode == LockMode.WRITE) {
            downgrade();
          }
        });
  }

  void downgrade() {
    guarded(
        () -> {
          if (over || mode != LockMode.WRITE) {
            throw new IllegalStateException("This handle is not upgraded: " + this);
          }
          mode = LockMode.UPGRADEABLE;
          token = OptionalLong.empty();
          lock.serve();
        });
  }

  /** Throws unless the hold may begin to wait for its upgrade. */
  final void checkCanUpgrade() {
    if (over || mode == LockMode.WRITE) {
      throw new IllegalStateException("Only a held, not upgraded handle can be upgraded: " + this);
    }
    if (lock.queue.stream().anyMatch(waiter -> waiter.upgrading() == this)) {
      throw new IllegalStateException("Another upgrade of this handle waits: " + this);
    }
  }

  final void guarded(Runnable move) {
    lock.space.guarded(move);
  }

  @Override
  public String toString() {
    return mode
        + " of "
        + access.id()
        + (over ? ", over" : "")
        + ", acquired by "
        + thread.getName();
  }
}
