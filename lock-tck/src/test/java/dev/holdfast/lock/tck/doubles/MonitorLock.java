package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.LockHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** M37: waits while it holds its own monitor, which belongs to the users. */
final class MonitorLock extends LockDecorator {

  MonitorLock(DistributedLock inner) {
    super(inner);
  }

  @Override
  public synchronized @Nullable LockHandle tryAcquire(Duration timeout)
      throws InterruptedException {
    return inner.tryAcquire(timeout);
  }
}
