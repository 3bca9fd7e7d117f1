package consumer;

import dev.holdfast.lock.CompositeLock;
import dev.holdfast.lock.CompositeLockHandle;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Uses locks as they are meant to be used. */
final class CarefulConsumer {

  boolean blocks(DistributedLock lock) throws Exception {
    try (LockHandle held = lock.acquire()) {
      System.out.println(held);
    }
    try (LockHandle held = lock.acquire(Duration.ofSeconds(2))) {
      System.out.println(held);
    }
    try (LockHandle held = lock.tryAcquire()) {
      if (held == null) {
        return false;
      }
    }
    return true;
  }

  CompletableFuture<Void> chains(DistributedLock lock) {
    return lock.acquireAsync(Duration.ofSeconds(2)).thenCompose(LockHandle::closeAsync);
  }

  void closesAndLooksAway(LockHandle handle) {
    handle.closeAsync();
    handle.close();
  }

  void upgrades(UpgradeableLockHandle handle) throws Exception {
    handle.upgrade();
    handle.downgrade();
    if (handle.tryUpgrade()) {
      handle.downgrade();
    }
  }

  void acquiresTogether(DistributedLock one, DistributedLock two) throws Exception {
    try (CompositeLockHandle both = CompositeLock.of(one, two).acquire()) {
      System.out.println(both.parts());
    }
  }
}
