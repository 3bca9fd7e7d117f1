package dev.holdfast.lock.tck.engine;

/** What a provider may offer; each is one of the provider interfaces. */
public enum Primitive {
  /** {@code DistributedLockProvider}. */
  MUTEX,
  /** {@code DistributedReaderWriterLockProvider}. */
  READER_WRITER,
  /** {@code DistributedUpgradeableReaderWriterLockProvider}. */
  UPGRADEABLE,
  /** {@code DistributedSemaphoreProvider}. */
  SEMAPHORE
}
