package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.LockHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** M77: makes its first attempt under the monitor of the interned name, which is everybody's. */
final class InternedLock extends LockDecorator {

  InternedLock(DistributedLock inner) {
    super(inner);
  }

  @Override
  public @Nullable LockHandle tryAcquire(Duration timeout) throws InterruptedException {
    Deadline deadline = Deadline.after(timeout);
    synchronized (name().intern()) {
      LockHandle handle = inner.tryAcquire(Duration.ZERO);
      if (handle != null || timeout.isZero()) {
        return handle;
      }
    }
    return inner.tryAcquire(deadline.remaining());
  }
}
