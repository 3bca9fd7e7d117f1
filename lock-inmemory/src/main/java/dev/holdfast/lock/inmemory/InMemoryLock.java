package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;

/** A mutex, or a read or write lock. */
final class InMemoryLock extends InMemoryLockable<LockHandle> implements DistributedLock {

  InMemoryLock(InMemoryLocks provider, LockId id, LockMode mode) {
    super(provider, id, mode);
  }

  @Override
  LockHandle typed(InMemoryHandle handle) {
    return handle;
  }
}
