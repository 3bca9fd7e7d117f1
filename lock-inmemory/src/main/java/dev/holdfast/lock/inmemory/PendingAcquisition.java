package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockHandle;
import org.jspecify.annotations.Nullable;

/** An asynchronous acquisition that waits. */
final class PendingAcquisition<H extends LockHandle> extends PendingFuture<H> {

  private final InMemoryLockable<H> lockable;

  PendingAcquisition(InMemoryLockable<H> lockable) {
    super(lockable, null);
    this.lockable = lockable;
  }

  @Override
  H grantOf(Waiter waiter) {
    return lockable.typed(waiter.granted());
  }

  @Override
  String undone() {
    return "an acquisition of " + lockable.id() + "; nothing is held.";
  }

  @Override
  @Nullable H notNow() {
    lockable.provider().space().answered(lockable, null, false);
    return null;
  }

  @Override
  protected void giveBack(H handle) {
    handle.close();
  }
}
