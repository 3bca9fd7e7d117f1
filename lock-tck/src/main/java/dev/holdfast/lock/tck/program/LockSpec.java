package dev.holdfast.lock.tck.program;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedReaderWriterLock;
import dev.holdfast.lock.DistributedReaderWriterLockProvider;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.history.Resource;

/**
 * A lock that a program uses, without the name that it has in a run.
 *
 * @param primitive what it is, not null
 * @param permits how many permits it has; 1 unless it is a semaphore
 */
public record LockSpec(Primitive primitive, int permits) {

  /** A semaphore with more permits would have no contention. */
  static final int MOST_PERMITS = 16;

  /**
   * Checks the number of permits.
   *
   * @param primitive see above
   * @param permits see above
   */
  public LockSpec {
    requireNonNull(primitive, "primitive");
    int most = primitive == Primitive.SEMAPHORE ? MOST_PERMITS : 1;
    if (permits < 1 || permits > most) {
      throw new IllegalArgumentException(
          "A %s has from 1 to %d permits, not %d.".formatted(primitive, most, permits));
    }
  }

  /** The lock as histories know it. */
  Resource resource(String name) {
    return switch (primitive) {
      case MUTEX -> new Resource(LockKind.MUTEX, name, 1);
      case READER_WRITER, UPGRADEABLE -> new Resource(LockKind.READER_WRITER, name, 1);
      case SEMAPHORE -> new Resource(LockKind.SEMAPHORE, name, permits);
    };
  }

  /** The mode that is nearest to the one asked for among those that the lock has. */
  LockMode nearest(LockMode mode) {
    return switch (primitive) {
      case MUTEX -> LockMode.WRITE;
      case SEMAPHORE -> LockMode.PERMIT;
      case READER_WRITER -> mode == LockMode.READ ? LockMode.READ : LockMode.WRITE;
      case UPGRADEABLE -> mode == LockMode.PERMIT ? LockMode.WRITE : mode;
    };
  }

  /** The lock with this name in one of its modes. */
  Lockable<? extends LockHandle> lockable(LockProvider provider, String name, LockMode mode) {
    return switch (primitive) {
      case MUTEX -> ((DistributedLockProvider) provider).lock(name);
      case SEMAPHORE -> ((DistributedSemaphoreProvider) provider).semaphore(name, permits);
      case READER_WRITER ->
          side(((DistributedReaderWriterLockProvider) provider).readerWriterLock(name), mode);
      case UPGRADEABLE -> {
        var lock =
            ((DistributedUpgradeableReaderWriterLockProvider) provider).readerWriterLock(name);
        yield mode == LockMode.UPGRADEABLE ? lock.upgradeableReadLock() : side(lock, mode);
      }
    };
  }

  private static Lockable<? extends LockHandle> side(
      DistributedReaderWriterLock lock, LockMode mode) {
    return mode == LockMode.READ ? lock.readLock() : lock.writeLock();
  }

  /** How a listing calls that side of the lock. */
  String side(LockMode mode) {
    return switch (primitive) {
      case MUTEX, SEMAPHORE -> "";
      case READER_WRITER, UPGRADEABLE ->
          switch (mode) {
            case READ -> ".readLock()";
            case UPGRADEABLE -> ".upgradeableReadLock()";
            case WRITE, PERMIT -> ".writeLock()";
          };
    };
  }

  /** Such as "semaphore of 2". */
  @Override
  public String toString() {
    return switch (primitive) {
      case MUTEX -> "mutex";
      case READER_WRITER -> "reader-writer lock";
      case UPGRADEABLE -> "upgradeable reader-writer lock";
      case SEMAPHORE -> "semaphore of " + permits;
    };
  }
}
