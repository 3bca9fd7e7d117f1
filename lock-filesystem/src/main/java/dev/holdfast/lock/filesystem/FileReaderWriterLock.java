package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;

/** The three sides of a reader-writer lock. */
final class FileReaderWriterLock implements DistributedUpgradeableReaderWriterLock {

  private final LockId id;
  private final DistributedLock readLock;
  private final DistributedLock writeLock;
  private final Lockable<UpgradeableLockHandle> upgradeableReadLock;

  FileReaderWriterLock(
      FileSystemLocks provider, LockId id, DistributedUpgradeableReaderWriterLock local) {
    this.id = id;
    this.readLock =
        new FileLockable.Plain(
            provider, id, local.readLock(), Approach.Kind.SHARED, SharedApproach::new);
    this.writeLock =
        new FileLockable.Plain(
            provider,
            id,
            local.writeLock(),
            Approach.Kind.EXCLUSIVE,
            cell -> new ExclusiveApproach(cell, Climb.WRITE));
    this.upgradeableReadLock =
        new FileLockable.Upgradeable(provider, id, local.upgradeableReadLock());
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
