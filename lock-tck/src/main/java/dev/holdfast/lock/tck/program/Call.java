package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Something that can be asked for in eight ways: a handle, or the upgrade of one. */
abstract class Call {

  static Call acquisition(Lockable<? extends LockHandle> lock) {
    return new Acquisition(lock);
  }

  static Call upgrade(UpgradeableLockHandle handle) {
    return new Upgrade(handle);
  }

  /** Asks in the calling thread, for verbs that are not asynchronous. */
  final Answer now(Verb verb, Duration timeout) {
    try {
      return Answer.of(verb, ask(verb, timeout));
    } catch (Throwable thrown) {
      return Answer.of(verb, thrown);
    }
  }

  /** Asks for later, for verbs that are asynchronous; what the call throws is in the future. */
  final CompletableFuture<?> later(Verb verb, Duration timeout) {
    try {
      return askLater(verb, timeout);
    } catch (RuntimeException thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  abstract @Nullable Object ask(Verb verb, Duration timeout)
      throws InterruptedException, TimeoutException;

  abstract CompletableFuture<?> askLater(Verb verb, Duration timeout);

  private static IllegalArgumentException cannot(Verb verb) {
    return new IllegalArgumentException("This cannot be asked for by " + verb + ".");
  }

  private static final class Acquisition extends Call {

    private final Lockable<? extends LockHandle> lock;

    Acquisition(Lockable<? extends LockHandle> lock) {
      this.lock = lock;
    }

    @Override
    @Nullable Object ask(Verb verb, Duration timeout)
        throws InterruptedException, TimeoutException {
      return switch (verb) {
        case TRY -> lock.tryAcquire();
        case TRY_TIMED -> lock.tryAcquire(timeout);
        case ACQUIRE -> lock.acquire();
        case ACQUIRE_TIMED -> lock.acquire(timeout);
        default -> throw cannot(verb);
      };
    }

    @Override
    CompletableFuture<?> askLater(Verb verb, Duration timeout) {
      return switch (verb) {
        case TRY_ASYNC -> lock.tryAcquireAsync();
        case TRY_ASYNC_TIMED -> lock.tryAcquireAsync(timeout);
        case ACQUIRE_ASYNC -> lock.acquireAsync();
        case ACQUIRE_ASYNC_TIMED -> lock.acquireAsync(timeout);
        default -> throw cannot(verb);
      };
    }
  }

  private static final class Upgrade extends Call {

    private final UpgradeableLockHandle handle;

    Upgrade(UpgradeableLockHandle handle) {
      this.handle = handle;
    }

    @Override
    @Nullable Object ask(Verb verb, Duration timeout)
        throws InterruptedException, TimeoutException {
      switch (verb) {
        case TRY_UPGRADE -> {
          return handle.tryUpgrade();
        }
        case TRY_UPGRADE_TIMED -> {
          return handle.tryUpgrade(timeout);
        }
        case UPGRADE -> handle.upgrade();
        case UPGRADE_TIMED -> handle.upgrade(timeout);
        default -> throw cannot(verb);
      }
      return true;
    }

    @Override
    CompletableFuture<?> askLater(Verb verb, Duration timeout) {
      return switch (verb) {
        case TRY_UPGRADE_ASYNC -> handle.tryUpgradeAsync();
        case TRY_UPGRADE_ASYNC_TIMED -> handle.tryUpgradeAsync(timeout);
        case UPGRADE_ASYNC -> handle.upgradeAsync();
        case UPGRADE_ASYNC_TIMED -> handle.upgradeAsync(timeout);
        default -> throw cannot(verb);
      };
    }
  }
}
