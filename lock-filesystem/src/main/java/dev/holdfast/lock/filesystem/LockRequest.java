package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An acquisition. */
final class LockRequest<H extends LockHandle> extends Request<H> {

  private final FileLockable<H> lockable;
  private final Lockable<? extends LockHandle> local;
  private final @Nullable Throwable askedAt;
  private volatile @Nullable LockHandle entered;

  /** Whether the cell counts it among those who wait. */
  private volatile boolean waits;

  LockRequest(FileLockable<H> lockable, FileCell cell) {
    super(lockable.provider(), cell);
    this.lockable = lockable;
    this.local = lockable.local();
    this.askedAt = lockable.provider().acquisitionSite();
  }

  @Override
  boolean enterNow() {
    entered = local.tryAcquire();
    return entered != null;
  }

  @Override
  boolean enter(Duration timeout) throws InterruptedException {
    waits();
    try {
      entered = local.tryAcquire(timeout);
      return entered != null;
    } finally {
      waitsNoLonger();
    }
  }

  @Override
  CompletableFuture<?> enterAsync(Duration timeout) {
    waits();
    return local.tryAcquireAsync(timeout);
  }

  private void waits() {
    waits = true;
    cell().waitingHere.incrementAndGet();
  }

  private void waitsNoLonger() {
    if (waits) {
      waits = false;
      cell().waitingHere.decrementAndGet();
    }
  }

  @Override
  boolean hasEntered(@Nullable Object outcome) {
    waitsNoLonger();
    entered = (LockHandle) outcome;
    return outcome != null;
  }

  @Override
  void notEntered() {
    waitsNoLonger(); // before it looks whether something is kept for it
    cell().settle();
    cell().directory().leave(cell());
  }

  @Override
  void leave() {
    try {
      requireNonNull(entered).close();
      cell().settle();
    } finally {
      cell().directory().leave(cell());
    }
  }

  @Override
  Approach approach() {
    return lockable.approach(cell());
  }

  @Override
  boolean isExclusive() {
    return lockable.isExclusive();
  }

  @Override
  H grant(Grip grip) {
    return lockable.newHandle(cell(), requireNonNull(entered), grip, askedAt);
  }

  @Override
  @Nullable H notNow() {
    return null;
  }

  @Override
  void giveBack(H handle) {
    ((FileHandle) (LockHandle) handle).hold().giveBack();
  }

  @Override
  String undone() {
    return "an acquisition of " + cell().id() + "; nothing is held.";
  }
}
