package dev.holdfast.lock;

/**
 * A reader-writer lock with a third mode: the upgradeable reader shares with readers, excludes
 * writers and other upgradeable readers, and may become a writer without letting another one in
 * between.
 */
public interface DistributedUpgradeableReaderWriterLock extends DistributedReaderWriterLock {

  /**
   * The upgradeable side.
   *
   * @return the upgradeable read lock, not null
   */
  Lockable<UpgradeableLockHandle> upgradeableReadLock();
}
