package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;

/** The three sides of a reader-writer lock. */
final class InMemoryReaderWriterLock implements DistributedUpgradeableReaderWriterLock {

  private final LockId id;
  private final InMemoryLock readLock;
  private final InMemoryLock writeLock;
  private final InMemoryUpgradeableReadLock upgradeableReadLock;

  InMemoryReaderWriterLock(InMemoryLocks provider, LockId id) {
    this.id = id;
    this.readLock = new InMemoryLock(provider, id, LockMode.READ);
    this.writeLock = new InMemoryLock(provider, id, LockMode.WRITE);
    this.upgradeableReadLock = new InMemoryUpgradeableReadLock(provider, id);
  }

  @Override
  public String name() {
    return id.name();
  }

  @Override
  public DistributedLock readLock() {
    return readLock;
  }

  @Override
  public DistributedLock writeLock() {
    return writeLock;
  }

  @Override
  public Lockable<UpgradeableLockHandle> upgradeableReadLock() {
    return upgradeableReadLock;
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
