package dev.holdfast.lock;

/** A provider of reader-writer locks. */
public interface DistributedReaderWriterLockProvider extends LockProvider {

  /**
   * The reader-writer lock of this name. Making the object acquires nothing and costs little.
   *
   * @param name any string, not null; see the package documentation
   * @return a lock object, equal in effect to any other of this name; not null
   * @throws IllegalArgumentException if the backend cannot represent the name
   * @throws IllegalStateException if the provider is closed
   */
  DistributedReaderWriterLock readerWriterLock(String name);
}
