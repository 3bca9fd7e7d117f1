package dev.holdfast.lock;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A handle of the upgradeable mode: shared with readers until {@linkplain #upgrade() upgraded},
 * then exclusive. No other writer comes between the two. {@link #close()} releases it in either
 * state.
 *
 * <p>An upgrade waits for the readers that are inside; meanwhile no new ones get in. An upgrade
 * that fails in any way leaves the handle as it was, and readers are admitted again. Closing the
 * handle ends an upgrade that waits, with an {@link IllegalStateException}. Every upgrade is an
 * exclusive grant with a {@linkplain #fencingToken() fencing token} of its own.
 *
 * <p>Timeouts, interruption, cancellation and completing threads are as in {@link Lockable}; a
 * grant that is given back is downgraded. All methods that upgrade throw (at once, also the
 * asynchronous forms) {@link IllegalStateException} if the handle is already upgraded, closed or
 * lost, or if another upgrade of it waits.
 */
public interface UpgradeableLockHandle extends LockHandle {

  /**
   * The lockable that this handle is an acquisition of, for messages.
   *
   * @return the upgradeable side of the lock, not null
   */
  Lockable<UpgradeableLockHandle> lockable();

  /**
   * Upgrades within the timeout.
   *
   * @param timeout how long to wait for the readers; not null, not negative
   * @return whether this handle is now exclusive
   * @throws InterruptedException if interrupted on entry (even if the timeout is zero) or while
   *     waiting; nothing has changed
   * @throws IllegalArgumentException if the timeout is negative
   * @throws IllegalStateException if the handle is upgraded, closed or lost, or if another upgrade
   *     of it waits
   * @throws LockException if upgrading fails for a reason other than contention
   */
  boolean tryUpgrade(Duration timeout) throws InterruptedException;

  /**
   * Upgrades within the timeout without blocking the caller.
   *
   * @param timeout how long to wait for the readers; not null, not negative
   * @return whether this handle is now exclusive; not null
   * @throws IllegalArgumentException if the timeout is negative
   * @throws IllegalStateException if the handle is upgraded, closed or lost, or if another upgrade
   *     of it waits
   */
  CompletableFuture<Boolean> tryUpgradeAsync(Duration timeout);

  /**
   * Goes back from exclusive to upgradeable, atomically: no other writer gets in between, and
   * readers are admitted.
   *
   * @throws IllegalStateException if the handle is not upgraded, or closed or lost
   * @throws LockException if downgrading fails; the handle stays exclusive
   */
  void downgrade();

  /**
   * Upgrades now or never. Ignores the interrupt status of the thread, and keeps it.
   *
   * @return whether this handle is now exclusive
   * @throws IllegalStateException if the handle is upgraded, closed or lost, or if another upgrade
   *     of it waits
   * @throws LockException if upgrading fails for a reason other than contention
   */
  default boolean tryUpgrade() {
    return DerivedForms.now(this::grantOrNull) != null;
  }

  /**
   * Upgrades, for as long as it takes.
   *
   * @throws InterruptedException if interrupted on entry or while waiting; nothing has changed
   * @throws IllegalStateException if the handle is upgraded, closed or lost, or if another upgrade
   *     of it waits
   * @throws LockException if upgrading fails for a reason other than contention
   */
  default void upgrade() throws InterruptedException {
    Boolean unused = DerivedForms.untilGranted(this::grantOrNull, lockable());
  }

  /**
   * Upgrades within the timeout, or throws.
   *
   * @param timeout how long to wait for the readers; not null, not negative
   * @throws TimeoutException if readers stayed for all of the timeout; nothing has changed
   * @throws InterruptedException if interrupted on entry or while waiting; nothing has changed
   * @throws IllegalArgumentException if the timeout is negative
   * @throws IllegalStateException if the handle is upgraded, closed or lost, or if another upgrade
   *     of it waits
   * @throws LockException if upgrading fails for a reason other than contention
   */
  default void upgrade(Duration timeout) throws InterruptedException, TimeoutException {
    if (!tryUpgrade(timeout)) {
      throw DerivedForms.notUpgraded(lockable(), timeout);
    }
  }

  /**
   * Upgrades now or never, without blocking the caller where an attempt takes time.
   *
   * @return whether this handle is now exclusive; not null
   * @throws IllegalStateException if the handle is upgraded, closed or lost, or if another upgrade
   *     of it waits
   */
  default CompletableFuture<Boolean> tryUpgradeAsync() {
    return tryUpgradeAsync(Duration.ZERO);
  }

  /**
   * Upgrades without blocking the caller, for as long as it takes.
   *
   * @return this handle, once it is exclusive; not null
   * @throws IllegalStateException if the handle is upgraded, closed or lost, or if another upgrade
   *     of it waits
   */
  default CompletableFuture<UpgradeableLockHandle> upgradeAsync() {
    return upgraded(tryUpgradeAsync(Deadline.FOREVER), () -> DerivedForms.gaveUp(lockable()));
  }

  /**
   * Upgrades within the timeout without blocking the caller.
   *
   * @param timeout how long to wait for the readers; not null, not negative
   * @return this handle, once it is exclusive; fails with a {@link TimeoutException} where {@link
   *     #upgrade(Duration)} throws it; not null
   * @throws IllegalArgumentException if the timeout is negative
   * @throws IllegalStateException if the handle is upgraded, closed or lost, or if another upgrade
   *     of it waits
   */
  default CompletableFuture<UpgradeableLockHandle> upgradeAsync(Duration timeout) {
    return upgraded(tryUpgradeAsync(timeout), () -> DerivedForms.notUpgraded(lockable(), timeout));
  }

  private CompletableFuture<UpgradeableLockHandle> upgraded(
      CompletableFuture<Boolean> attempt, Supplier<? extends Exception> refusal) {
    return DerivedForms.granted(
        attempt,
        upgraded -> Boolean.TRUE.equals(upgraded) ? this : null,
        UpgradeableLockHandle::giveUpgradeBack,
        refusal);
  }

  private void giveUpgradeBack() {
    try {
      downgrade();
    } catch (IllegalStateException e) {
      // Closed or lost meanwhile: there is nothing left to give back.
    }
  }

  private @Nullable Boolean grantOrNull(Duration timeout) throws InterruptedException {
    return tryUpgrade(timeout) ? Boolean.TRUE : null;
  }
}
