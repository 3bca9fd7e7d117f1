package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.UpgradeableLockHandle;
import org.jspecify.annotations.Nullable;

/** The upgradeable side of a reader-writer lock. */
final class InMemoryUpgradeableReadLock extends InMemoryLockable<UpgradeableLockHandle> {

  InMemoryUpgradeableReadLock(InMemoryLocks provider, LockId id) {
    super(provider, id, LockMode.UPGRADEABLE);
  }

  @Override
  InMemoryHandle newHandle(LockCell cell, @Nullable AcquisitionSite acquiredAt) {
    return new InMemoryUpgradeableHandle(this, cell, acquiredAt);
  }

  @Override
  UpgradeableLockHandle typed(InMemoryHandle handle) {
    return (InMemoryUpgradeableHandle) handle;
  }
}
