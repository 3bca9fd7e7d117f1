package dev.holdfast.lock.tck.fakes;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockLoss;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.fakes.FakeBackend.Bug;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

abstract class FakeLock implements Lockable<LockHandle> {

  private final LockId id;
  private final LockMode mode;
  private final Semaphore state;
  private final Bug bug;

  FakeLock(LockId id, LockMode mode, Semaphore state, Bug bug) {
    this.id = id;
    this.mode = mode;
    this.state = state;
    this.bug = bug;
  }

  @Override
  public LockId id() {
    return id;
  }

  @Override
  public LockMode mode() {
    return mode;
  }

  @Override
  public @Nullable LockHandle tryAcquire(Duration timeout) throws InterruptedException {
    if (bug == Bug.TRY_THROWS) {
      throw new IllegalStateException("the table is missing");
    }
    if (bug == Bug.TRY_HANGS) {
      hang();
    }
    long nanos = TimeUnit.NANOSECONDS.convert(timeout);
    return state.tryAcquire(nanos, TimeUnit.NANOSECONDS) ? new FakeHandle() : null;
  }

  @Override
  public CompletableFuture<@Nullable LockHandle> tryAcquireAsync(Duration timeout) {
    throw new UnsupportedOperationException("the engine's tests do not need it");
  }

  static void hang() {
    while (true) {
      LockSupport.park();
      // Parking would not block again while the thread is interrupted.
      boolean unused = Thread.interrupted();
    }
  }

  private final class FakeHandle implements LockHandle {

    private final AtomicBoolean held = new AtomicBoolean(true);

    @Override
    public void close() {
      boolean first = held.getAndSet(false);
      if (bug != Bug.CLOSE_LEAKS && (first || bug == Bug.CLOSE_RELEASES_TWICE)) {
        state.release();
      }
    }

    @Override
    public boolean isHeld() {
      return held.get();
    }

    @Override
    public CompletionStage<LockLoss> lost() {
      return new CompletableFuture<>();
    }

    @Override
    public OptionalLong fencingToken() {
      return OptionalLong.empty();
    }
  }
}
