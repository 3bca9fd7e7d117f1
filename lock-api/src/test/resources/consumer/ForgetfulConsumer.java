package consumer;

import dev.holdfast.lock.CompositeLock;
import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.time.Duration;

/** Swallows handles: each marked line takes something that nobody can release any more. */
final class ForgetfulConsumer {

  void acquires(DistributedLock lock) throws Exception {
    lock.acquire(); // swallowed
    lock.acquire(Duration.ZERO); // swallowed
    lock.tryAcquire(); // swallowed
    lock.tryAcquire(Duration.ZERO); // swallowed
    lock.acquireAsync(); // swallowed
    lock.acquireAsync(Duration.ZERO); // swallowed
    lock.tryAcquireAsync(); // swallowed
    lock.tryAcquireAsync(Duration.ZERO); // swallowed
  }

  void acquiresTogether(DistributedLock one, DistributedLock two) throws Exception {
    CompositeLock both = CompositeLock.of(one, two);
    both.acquire(); // swallowed
    CompositeLock.of(one, two); // swallowed
  }

  void upgrades(UpgradeableLockHandle handle) throws Exception {
    handle.tryUpgrade(); // swallowed
    handle.tryUpgrade(Duration.ZERO); // swallowed
    handle.tryUpgradeAsync(); // swallowed
    handle.upgradeAsync(); // swallowed
  }

  void asks(DistributedLockProvider provider, LockHandle handle) {
    provider.lock("a"); // swallowed
    handle.isHeld(); // swallowed
    handle.lost(); // swallowed
    handle.fencingToken(); // swallowed
    Deadline.after(Duration.ZERO); // swallowed
  }
}
