package dev.holdfast.lock;

/** A provider of upgradeable reader-writer locks. */
public interface DistributedUpgradeableReaderWriterLockProvider
    extends DistributedReaderWriterLockProvider {

  @Override
  DistributedUpgradeableReaderWriterLock readerWriterLock(String name);
}
