package dev.holdfast.lock.filesystem.storm;

import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;

/** One provider, seen as a provider of each kind. */
record Locks(
    DistributedLockProvider mutexes,
    DistributedUpgradeableReaderWriterLockProvider readerWriterLocks,
    DistributedSemaphoreProvider semaphores,
    LockProvider provider)
    implements AutoCloseable {

  private static final String NAME = "storm";

  static <
          P extends
              DistributedLockProvider & DistributedUpgradeableReaderWriterLockProvider
                  & DistributedSemaphoreProvider>
      Locks of(P provider) {
    return new Locks(provider, provider, provider, provider);
  }

  /** The one lock that all compete for, to be acquired in this mode. */
  Lockable<? extends LockHandle> lockable(Primitive primitive, LockMode mode) {
    return switch (primitive.kind()) {
      case MUTEX -> mutexes.lock(NAME);
      case SEMAPHORE -> semaphores.semaphore(NAME, primitive.permits());
      case READER_WRITER -> {
        var lock = readerWriterLocks.readerWriterLock(NAME);
        yield switch (mode) {
          case READ -> lock.readLock();
          case UPGRADEABLE -> lock.upgradeableReadLock();
          case WRITE -> lock.writeLock();
          case PERMIT -> throw new IllegalArgumentException("permit of " + primitive);
        };
      }
      case COMPOSITE -> throw new IllegalArgumentException("no single lock: " + primitive);
    };
  }

  @Override
  public void close() {
    provider.close();
  }
}
