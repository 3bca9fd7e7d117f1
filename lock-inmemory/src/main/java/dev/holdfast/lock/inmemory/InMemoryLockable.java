package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One lock in one mode, as one provider hands it out. */
abstract class InMemoryLockable<H extends LockHandle> implements Lockable<H> {

  private final InMemoryLocks provider;
  private final LockId id;
  private final LockMode mode;

  /**
   * The cell that was current when last looked at; it may have retired. A race to set it is benign.
   */
  private @Nullable LockCell cell;

  InMemoryLockable(InMemoryLocks provider, LockId id, LockMode mode) {
    this.provider = provider;
    this.id = id;
    this.mode = mode;
  }

  final InMemoryLocks provider() {
    return provider;
  }

  /** How many permits the semaphore has to have; zero if this is no semaphore. */
  int permitsWanted() {
    return 0;
  }

  InMemoryHandle newHandle(LockCell cell, @Nullable AcquisitionSite acquiredAt) {
    return new InMemoryHandle(this, cell, acquiredAt);
  }

  /** The same handle in its public type. */
  abstract H typed(InMemoryHandle handle);

  @Override
  public final LockId id() {
    return id;
  }

  @Override
  public final LockMode mode() {
    return mode;
  }

  @Override
  public final @Nullable String describeHolder() {
    return currentCell().describeHolders();
  }

  @Override
  public final @Nullable H tryAcquire() {
    return answer(refuses(Duration.ZERO, false) ? null : enterNow(), true);
  }

  @Override
  public final @Nullable H tryAcquire(Duration timeout) throws InterruptedException {
    Deadline.validate(timeout);
    boolean refused = refuses(timeout, true);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    InMemoryHandle handle = refused ? null : enterNow();
    if (handle == null && !refused && !timeout.isZero()) {
      Deadline deadline = Deadline.after(timeout);
      ThreadWait wait = new ThreadWait(this, null);
      handle = currentCell().enter(this, wait.waiter());
      if (handle == null && wait.await(deadline)) {
        handle = wait.waiter().granted();
      }
    }
    return answer(handle, true);
  }

  @Override
  public final CompletableFuture<@Nullable H> tryAcquireAsync(Duration timeout) {
    Deadline.validate(timeout);
    try {
      boolean refused = refuses(timeout, false);
      InMemoryHandle handle = refused ? null : enterNow();
      if (handle == null && !refused && !timeout.isZero()) {
        Deadline deadline = Deadline.after(timeout);
        PendingAcquisition<H> pending = new PendingAcquisition<>(this);
        handle = currentCell().enter(this, pending.waiter());
        if (handle == null) {
          pending.endsAt(deadline);
          return pending;
        }
      }
      return CompletableFuture.completedFuture(answer(handle, false));
    } catch (LockException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private boolean refuses(Duration timeout, boolean blocks) {
    return provider.space().refuses(this, timeout, blocks);
  }

  private @Nullable H answer(@Nullable InMemoryHandle handle, boolean toThread) {
    provider.space().answered(this, handle, toThread);
    return handle == null ? null : typed(handle);
  }

  /** Holders may have been abandoned, which nobody notices as long as nobody looks. */
  private @Nullable InMemoryHandle enterNow() {
    InMemoryHandle handle = currentCell().enter(this, null);
    return handle == null && provider.space().releaseAbandoned()
        ? currentCell().enter(this, null)
        : handle;
  }

  private LockCell currentCell() {
    LockCell current = cell;
    if (current == null || current.isRetired()) {
      current = provider.space().cell(id);
      cell = current;
    }
    return current;
  }

  @Override
  public final String toString() {
    return id + " in mode " + mode;
  }
}
