package dev.holdfast.lock.tck.doubles;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLockProvider;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * All four primitives. Makes the parts of which the double consists, so that others can be put in.
 */
class ReferenceProvider
    implements DistributedLockProvider,
        DistributedUpgradeableReaderWriterLockProvider,
        DistributedSemaphoreProvider {

  private final String namespace;
  private final ReferenceLocks space;
  private final Background background = new Background("reference-locks");
  private volatile boolean closed;

  ReferenceProvider(String namespace, ReferenceLocks space) {
    this.namespace = requireNonNull(namespace, "namespace");
    this.space = space;
  }

  @Override
  public DistributedLock lock(String name) {
    return new ReferenceLockable.Plain(access(LockKind.MUTEX, name, LockMode.WRITE, 1));
  }

  @Override
  public DistributedUpgradeableReaderWriterLock readerWriterLock(String name) {
    Access read = access(LockKind.READER_WRITER, name, LockMode.READ, 1);
    Access upgradeable = access(LockKind.READER_WRITER, name, LockMode.UPGRADEABLE, 1);
    Access write = access(LockKind.READER_WRITER, name, LockMode.WRITE, 1);
    return new Sides(
        name,
        new ReferenceLockable.Plain(read),
        new ReferenceLockable.Upgradeable(upgradeable),
        new ReferenceLockable.Plain(write));
  }

  @Override
  public DistributedSemaphore semaphore(String name, int permits) {
    if (permits < 1) {
      throw new IllegalArgumentException(
          "A semaphore has at least 1 permit, but " + permits + " were asked for.");
    }
    return new ReferenceLockable.Semaphore(
        access(LockKind.SEMAPHORE, name, LockMode.PERMIT, permits));
  }

  private Access access(LockKind kind, String name, LockMode mode, int permits) {
    LockId id = new LockId(namespace, kind, requireNonNull(name, "name"));
    checkOpen();
    return newAccess(id, key(id), mode, permits);
  }

  @Override
  public void close() {
    space.guarded(
        () -> {
          if (!closed) {
            closed = true;
            endWaits();
          }
        });
    endThreads();
  }

  void endThreads() {
    background.close();
  }

  void endWaits() {
    space.refuseWaitersOf(this);
  }

  final void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The provider of name space '" + namespace + "' is closed.");
    }
  }

  final ReferenceLocks space() {
    return space;
  }

  /** The identity within the name space of what users know under the id. */
  LockId key(LockId id) {
    return id;
  }

  Access newAccess(LockId id, LockId key, LockMode mode, int permits) {
    return new Access(this, id, key, mode, permits);
  }

  Waiter newWaiter(Access access, @Nullable Hold upgrading) {
    return new Waiter(access, upgrading);
  }

  Hold newHold(ReferenceLock lock, Waiter waiter) {
    return new Hold(lock, waiter);
  }

  Deadline deadline(Duration timeout) {
    return Deadline.after(timeout);
  }

  /** Completes futures, on a thread that may be blocked by their continuations. */
  void execute(Runnable delivery) {
    background.execute(delivery);
  }

  /** Runs a move under the monitor when the time has come. */
  final Future<?> schedule(Runnable move, long nanos) {
    return background.schedule(() -> space.guarded(move), nanos);
  }

  /** Ends the wait of an asynchronous request whose future somebody else completes. */
  void abandon(Waiter waiter) {
    space.guarded(
        () -> {
          waiter.withdraw();
          waiter.stopTimer();
        });
  }

  /** Undoes a grant that nobody will receive. */
  void giveBack(Runnable undo) {
    undo.run();
  }

  @Override
  public String toString() {
    return "provider of name space '" + namespace + "'" + (closed ? ", closed" : "");
  }

  private record Sides(
      String name,
      DistributedLock readLock,
      Lockable<UpgradeableLockHandle> upgradeableReadLock,
      DistributedLock writeLock)
      implements DistributedUpgradeableReaderWriterLock {}
}
