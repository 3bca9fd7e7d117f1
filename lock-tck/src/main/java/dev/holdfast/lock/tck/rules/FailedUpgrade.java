package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/** The ways in which an upgrade fails while a reader stays inside. */
enum FailedUpgrade {
  REFUSED_TRY {
    @Override
    Running start(Trial trial, UpgradeableLockHandle handle) {
      return () -> demand(trial, handle, !handle.tryUpgrade());
    }
  },
  TIMEOUT {
    @Override
    Running start(Trial trial, UpgradeableLockHandle handle) {
      Future<Boolean> upgrade = fork(trial, handle, false);
      return () ->
          demand(
              trial,
              handle,
              !Patience.outcome(
                  trial, upgrade, "the upgrade of " + handle + " has a timeout of 20 ms."));
    }
  },
  ASYNC_TIMEOUT {
    @Override
    Running start(Trial trial, UpgradeableLockHandle handle) {
      CompletableFuture<UpgradeableLockHandle> upgrade = handle.upgradeAsync(TIMEOUT_OF_UPGRADE);
      return () -> {
        try {
          Object unused =
              Patience.outcome(
                  trial, upgrade, "the upgrade of " + handle + " has a timeout of 20 ms.");
          demand(trial, handle, false);
        } catch (TimeoutException e) {
          // As it should be.
        }
      };
    }
  },
  INTERRUPT {
    @Override
    Running start(Trial trial, UpgradeableLockHandle handle) {
      Future<Boolean> upgrade = fork(trial, handle, true);
      return () -> {
        trial.thread(threadName()).interrupt();
        try {
          demand(
              trial,
              handle,
              !Patience.outcome(trial, upgrade, "the upgrade of " + handle + " was interrupted."));
          throw trial.violated("The upgrade of %s was interrupted, and answered false.", handle);
        } catch (InterruptedException e) {
          // As it should be.
        }
      };
    }
  },
  CANCEL {
    @Override
    Running start(Trial trial, UpgradeableLockHandle handle) {
      CompletableFuture<UpgradeableLockHandle> upgrade = handle.upgradeAsync();
      return () -> demand(trial, handle, upgrade.cancel(false));
    }
  },
  FOREIGN_COMPLETION {
    @Override
    Running start(Trial trial, UpgradeableLockHandle handle) {
      CompletableFuture<Boolean> upgrade = handle.tryUpgradeAsync(Duration.ofDays(1));
      return () ->
          demand(
              trial,
              handle,
              upgrade.completeExceptionally(new CancellationException("by the check")));
    }
  };

  private static final Duration TIMEOUT_OF_UPGRADE = Duration.ofMillis(20);

  /** An upgrade that waits. */
  @FunctionalInterface
  interface Running {
    /** Ends it; a violation if it has succeeded. */
    void fail() throws Exception;
  }

  /** Starts the upgrade of a handle that shares the lock with a reader. */
  abstract Running start(Trial trial, UpgradeableLockHandle handle);

  String threadName() {
    return "upgrader-" + this;
  }

  Future<Boolean> fork(Trial trial, UpgradeableLockHandle handle, boolean forEver) {
    Future<Boolean> upgrade =
        trial.fork(
            threadName(),
            () -> {
              if (!forEver) {
                return handle.tryUpgrade(TIMEOUT_OF_UPGRADE);
              }
              handle.upgrade();
              return true;
            });
    Thread thread = trial.thread(threadName());
    boolean unused = Patience.until(trial, () -> upgrade.isDone() || Patience.isBlocked(thread));
    return upgrade;
  }

  static void demand(Trial trial, UpgradeableLockHandle handle, boolean failed) {
    if (!failed) {
      throw trial.violated("%s was upgraded while a reader was inside.", handle);
    }
  }
}
