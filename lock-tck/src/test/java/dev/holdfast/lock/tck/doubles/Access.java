package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How the users of one provider get at one lock in one mode. Lock objects are views of it. */
class Access {

  private final ReferenceProvider provider;
  private final LockId id;
  private final LockId key;
  private final LockMode mode;
  private final int permits;

  /**
   * A way to get at a lock.
   *
   * @param id the identity that users see
   * @param key the identity within the name space
   * @param permits what the semaphore is asked for with; 1 for other kinds
   */
  Access(ReferenceProvider provider, LockId id, LockId key, LockMode mode, int permits) {
    this.provider = provider;
    this.id = id;
    this.key = key;
    this.mode = mode;
    this.permits = permits;
  }

  ReferenceProvider provider() {
    return provider;
  }

  LockId id() {
    return id;
  }

  LockId key() {
    return key;
  }

  LockMode mode() {
    return mode;
  }

  int permits() {
    return permits;
  }

  /** Acquires, blocking the caller. */
  @Nullable Hold acquire(Duration timeout) throws InterruptedException {
    return await(null, provider.deadline(timeout));
  }

  /** Upgrades, blocking the caller. */
  boolean upgrade(Hold hold, Duration timeout) throws InterruptedException {
    return await(hold, provider.deadline(timeout)) != null;
  }

  /**
   * Acquires, or upgrades the hold, without blocking the caller; delivers to the pending future.
   */
  <T> void begin(@Nullable Hold upgrading, Duration timeout, PendingGrant<T> pending) {
    Deadline deadline = provider.deadline(timeout);
    Waiter waiter = provider.newWaiter(this, upgrading);
    ReferenceLocks space = provider.space();
    @Nullable LockException failure = null;
    space.monitor.lock();
    try {
      arrive(waiter);
      if (!waiter.isSettled()) {
        if (!deadline.hasPassed()) {
          park(waiter, deadline, pending);
          return;
        }
        waiter.withdraw();
      }
    } catch (LockException e) {
      failure = e;
    } finally {
      space.monitor.unlock();
    }
    if (failure == null) {
      pending.settle(waiter);
    } else {
      pending.fail(failure);
    }
  }

  @Nullable Hold await(@Nullable Hold upgrading, Deadline deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Waiter waiter = provider.newWaiter(this, upgrading);
    ReferenceLocks space = provider.space();
    space.monitor.lock();
    try {
      arrive(waiter);
      return waiter.await(deadline);
    } finally {
      space.monitor.unlock();
    }
  }

  private void arrive(Waiter waiter) {
    Hold upgrading = waiter.upgrading();
    if (upgrading != null) {
      upgrading.checkCanUpgrade();
    }
    provider.space().arrive(waiter, key);
  }

  /** Leaves the waiter in the queue until it is settled, timed out or abandoned. */
  private void park(Waiter waiter, Deadline deadline, PendingGrant<?> pending) {
    pending.waitsAs(waiter);
    Runnable delivery = () -> pending.settle(waiter);
    if (!deadline.isNever()) {
      waiter.endsBy(
          provider.schedule(
              () -> {
                if (waiter.withdraw()) {
                  provider.execute(delivery);
                }
              },
              deadline.remainingNanos()));
    }
    waiter.whenSettled(() -> provider.execute(delivery));
  }
}
