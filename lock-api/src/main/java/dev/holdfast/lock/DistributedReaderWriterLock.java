package dev.holdfast.lock;

/**
 * A lock that many readers or one writer hold. Writers are preferred over readers that come later,
 * and readers are not starved by writers. Not reentrant: a holder of one side that asks for the
 * other waits like anybody else.
 */
public interface DistributedReaderWriterLock {

  /**
   * The name that the user gave.
   *
   * @return the name, not null
   */
  String name();

  /**
   * The shared side: many hold it at once, but none together with a writer.
   *
   * @return the read lock, not null
   */
  DistributedLock readLock();

  /**
   * The exclusive side.
   *
   * @return the write lock, not null
   */
  DistributedLock writeLock();
}
