package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One lock in one mode, as one provider hands it out. */
abstract class FileLockable<H extends LockHandle> implements Lockable<H> {

  private final FileSystemLocks provider;
  private final LockId id;
  private final Lockable<? extends LockHandle> local;
  private final Function<FileCell, Approach> approach;
  private final Approach.Kind kind;

  /**
   * The cell that was current when last looked at; it may have retired. A race to set it is benign.
   */
  private @Nullable FileCell cell;

  FileLockable(
      FileSystemLocks provider,
      LockId id,
      Lockable<? extends LockHandle> local,
      Approach.Kind kind,
      Function<FileCell, Approach> approach) {
    this.provider = provider;
    this.id = id;
    this.local = local;
    this.kind = kind;
    this.approach = approach;
  }

  final FileSystemLocks provider() {
    return provider;
  }

  final Lockable<? extends LockHandle> local() {
    return local;
  }

  final Approach.Kind kind() {
    return kind;
  }

  final boolean isExclusive() {
    return kind == Approach.Kind.EXCLUSIVE;
  }

  final Approach approach(FileCell cell) {
    return approach.apply(cell);
  }

  abstract H newHandle(
      FileCell cell, LockHandle entered, Grip grip, @Nullable Throwable acquiredAt);

  @Override
  public final LockId id() {
    return id;
  }

  @Override
  public final LockMode mode() {
    return local.mode();
  }

  @Override
  public final @Nullable String describeHolder() {
    return provider.describeHolder(id);
  }

  @Override
  public final @Nullable H tryAcquire(Duration timeout) throws InterruptedException {
    Deadline.validate(timeout);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return provider.await(newRequest(), timeout);
  }

  @Override
  public final CompletableFuture<@Nullable H> tryAcquireAsync(Duration timeout) {
    Deadline.validate(timeout);
    return PendingRequest.start(newRequest(), timeout, provider.executor());
  }

  private LockRequest<H> newRequest() {
    provider.requireOpen();
    return new LockRequest<>(this, enterCell());
  }

  private FileCell enterCell() {
    FileCell current = cell;
    if (current == null || !current.enter()) {
      current = provider.directory().enter(id, provider.settings());
      cell = current;
    }
    return current;
  }

  @Override
  public final String toString() {
    return id + " in mode " + mode();
  }

  /** A mutex, or a read or write lock. */
  static class Plain extends FileLockable<LockHandle> implements DistributedLock {

    Plain(
        FileSystemLocks provider,
        LockId id,
        Lockable<? extends LockHandle> local,
        Approach.Kind kind,
        Function<FileCell, Approach> approach) {
      super(provider, id, local, kind, approach);
    }

    @Override
    final LockHandle newHandle(
        FileCell cell, LockHandle entered, Grip grip, @Nullable Throwable acquiredAt) {
      return new FileHandle(handle -> new FileHold(handle, this, cell, entered, grip, acquiredAt));
    }
  }

  /** The upgradeable side of a reader-writer lock. */
  static final class Upgradeable extends FileLockable<UpgradeableLockHandle> {

    Upgradeable(FileSystemLocks provider, LockId id, Lockable<UpgradeableLockHandle> local) {
      super(provider, id, local, Approach.Kind.RESERVED, ReservedApproach::new);
    }

    @Override
    UpgradeableLockHandle newHandle(
        FileCell cell, LockHandle entered, Grip grip, @Nullable Throwable acquiredAt) {
      return new UpgradeableFileHandle(this, cell, entered, grip, acquiredAt);
    }
  }

  /** A semaphore. */
  static final class Semaphore extends Plain implements DistributedSemaphore {

    private final int permits;

    Semaphore(FileSystemLocks provider, LockId id, DistributedSemaphore local) {
      super(
          provider,
          id,
          local,
          Approach.Kind.PERMIT,
          cell -> new PermitApproach(cell, local.permits()));
      this.permits = local.permits();
    }

    @Override
    public int permits() {
      return permits;
    }
  }
}
