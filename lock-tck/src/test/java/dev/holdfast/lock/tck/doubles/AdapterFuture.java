package dev.holdfast.lock.tck.doubles;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.lock.AcquisitionFuture;
import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An asynchronous acquisition. */
final class AdapterFuture extends AcquisitionFuture<LockHandle> {

  private final AdapterLockable lockable;
  private final AdapterProvider provider;
  private final AdapterWait wait = new AdapterWait();

  AdapterFuture(AdapterLockable lockable, AdapterProvider provider) {
    this.lockable = lockable;
    this.provider = provider;
  }

  LockId id() {
    return lockable.id();
  }

  @CanIgnoreReturnValue
  AdapterFuture start(Deadline deadline) {
    try {
      LockHandle handle = lockable.tryAcquire();
      if (handle != null || deadline.hasPassed()) {
        deliver(handle);
        return this;
      }
    } catch (LockException e) {
      fail(e);
      return this;
    }
    provider.enterLater(this, deadline);
    return this;
  }

  /** Waits, blocking the calling thread. */
  void enter(Deadline deadline) {
    try {
      deliver(lockable.enter(deadline, wait));
    } catch (InterruptedException | RuntimeException e) {
      fail(e); // after an interrupt somebody has completed this future before
    }
  }

  /** Tries once; the handle is to be delivered. */
  @Nullable LockHandle tryToEnter() throws InterruptedException {
    return lockable.enter(Deadline.after(Duration.ZERO), wait);
  }

  @Override
  protected void abandoned() {
    wait.end();
  }

  @Override
  protected void giveBack(LockHandle grant) {
    grant.close();
  }
}
