package dev.holdfast.lock.tck.worker;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedReaderWriterLockProvider;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;

/**
 * Which lock, and in which mode; a value that another process can be told.
 *
 * @param kind the kind of lock; not a composite
 * @param mode the mode in which it is acquired
 * @param name its name
 * @param permits how many permits it has, if it is a semaphore; else 1
 */
public record LockSpec(LockKind kind, LockMode mode, String name, int permits) {

  /** Rejects nulls. */
  public LockSpec {
    requireNonNull(kind, "kind");
    requireNonNull(mode, "mode");
    requireNonNull(name, "name");
  }

  /** A mutex. */
  public static LockSpec mutex(String name) {
    return new LockSpec(LockKind.MUTEX, LockMode.WRITE, name, 1);
  }

  /** A side of a reader-writer lock. */
  public static LockSpec readerWriter(String name, LockMode mode) {
    return new LockSpec(LockKind.READER_WRITER, mode, name, 1);
  }

  /** A permit of a semaphore. */
  public static LockSpec semaphore(String name, int permits) {
    return new LockSpec(LockKind.SEMAPHORE, LockMode.PERMIT, name, permits);
  }

  /** The lock as this provider offers it. */
  public Lockable<? extends LockHandle> in(LockProvider provider) {
    return switch (kind) {
      case MUTEX -> ((DistributedLockProvider) provider).lock(name);
      case SEMAPHORE -> ((DistributedSemaphoreProvider) provider).semaphore(name, permits);
      case READER_WRITER -> side(provider);
      case COMPOSITE -> throw new IllegalArgumentException("A composite lock is not one lock.");
    };
  }

  private Lockable<? extends LockHandle> side(LockProvider provider) {
    return switch (mode) {
      case READ ->
          ((DistributedReaderWriterLockProvider) provider).readerWriterLock(name).readLock();
      case WRITE ->
          ((DistributedReaderWriterLockProvider) provider).readerWriterLock(name).writeLock();
      case UPGRADEABLE ->
          ((DistributedUpgradeableReaderWriterLockProvider) provider)
              .readerWriterLock(name)
              .upgradeableReadLock();
      case PERMIT -> throw new IllegalArgumentException("A reader-writer lock has no permits.");
    };
  }

  Message toMessage() {
    return Message.EMPTY
        .with("kind", kind)
        .with("mode", mode)
        .with("name", name)
        .with("permits", permits);
  }

  static LockSpec of(Message message) {
    return new LockSpec(
        LockKind.valueOf(message.get("kind")),
        LockMode.valueOf(message.get("mode")),
        message.get("name"),
        (int) message.number("permits"));
  }

  /** Such as "WRITE of mutex 'orders'", for messages. */
  @Override
  public String toString() {
    return mode + " '" + name + "'";
  }
}
