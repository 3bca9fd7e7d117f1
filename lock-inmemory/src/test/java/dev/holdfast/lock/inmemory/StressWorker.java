package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.ProviderClosedException;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.inmemory.StressWorld.Event;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One thread of a stress. It holds at most one lock, and none while it waits for another one, so
 * that whatever waits is served some time.
 */
final class StressWorker implements Runnable {

  private static final int GENEROUS_SECONDS = 60;

  private final StressWorld world;
  private final SplittableRandom random;
  private final long operations;

  StressWorker(StressWorld world, SplittableRandom random, long operations) {
    this.world = world;
    this.random = random;
    this.operations = operations;
  }

  @Override
  public void run() {
    try {
      for (long i = 0; i < operations && world.failure() == null; i++) {
        operate();
      }
    } catch (Throwable t) {
      world.fail(t);
    }
  }

  private void operate() {
    WatchedLock lock = world.locks.get(random.nextInt(world.locks.size()));
    LockMode[] modes = lock.modes();
    LockMode mode = modes[random.nextInt(modes.length)];
    try {
      switch (random.nextInt(16)) {
        case 0, 1, 2 -> tryNow(lock, mode);
        case 3, 4, 5 -> tryInTime(lock, mode);
        case 6, 7, 8 -> untimed(lock, mode);
        case 9, 10, 11, 12, 13 -> async(lock, mode);
        case 14 -> world.endOldOne(random);
        default -> disturb();
      }
    } catch (ProviderClosedException e) {
      world.count(Event.PROVIDER_CLOSED);
    } catch (InterruptedException e) {
      world.count(Event.INTERRUPTED);
    } catch (IllegalStateException e) {
      if (!String.valueOf(e.getMessage()).contains("closed")) {
        throw e;
      }
      world.count(Event.PROVIDER_CLOSED);
    }
  }

  private Lockable<? extends LockHandle> lockable(WatchedLock lock, LockMode mode) {
    return lock.lockable(world.provider(random), mode);
  }

  private Duration briefly() {
    return Duration.ofNanos(random.nextInt(100_000));
  }

  private void disturb() {
    if (random.nextInt(64) == 0) {
      world.closeSibling();
    } else {
      world.workers.get(random.nextInt(world.workers.size())).interrupt();
    }
  }

  private void tryNow(WatchedLock lock, LockMode mode) throws InterruptedException {
    use(lock, mode, lockable(lock, mode).tryAcquire(), Event.GRANTED_NOW, Event.REFUSED);
  }

  private void tryInTime(WatchedLock lock, LockMode mode) throws InterruptedException {
    LockHandle handle = lockable(lock, mode).tryAcquire(briefly());
    use(lock, mode, handle, Event.GRANTED_IN_TIME, Event.TIMED_OUT);
  }

  private void untimed(WatchedLock lock, LockMode mode) throws InterruptedException {
    LockHandle handle = lockable(lock, mode).acquire();
    use(lock, mode, handle, Event.GRANTED_UNTIMED, Event.REFUSED);
  }

  private void use(
      WatchedLock lock, LockMode mode, @Nullable LockHandle handle, Event granted, Event refused)
      throws InterruptedException {
    if (handle == null) {
      world.count(refused);
      return;
    }
    world.count(granted);
    try {
      if (mode == LockMode.UPGRADEABLE) {
        visitUpgradeable(lock, (UpgradeableLockHandle) handle);
      } else {
        lock.visit(mode, handle);
      }
    } finally {
      world.end(handle, random);
    }
  }

  private void visitUpgradeable(WatchedLock lock, UpgradeableLockHandle handle)
      throws InterruptedException {
    lock.arriveUpgradeable(handle);
    try {
      boolean upgraded =
          switch (random.nextInt(4)) {
            case 0 -> handle.tryUpgrade();
            case 1 -> handle.tryUpgrade(briefly());
            case 2 -> upgradeAsync(handle);
            default -> upgradeUnlessClosed(handle);
          };
      world.count(upgraded ? Event.UPGRADED : Event.NOT_UPGRADED);
      if (upgraded) {
        lock.visitUpgraded(handle);
        if (random.nextBoolean()) {
          handle.downgrade();
          if (handle.fencingToken().isPresent()) {
            throw new AssertionError("A downgrade has left a token behind: " + handle);
          }
        }
      }
    } finally {
      lock.leaveUpgradeable();
    }
  }

  /** Starts an upgrade and closes the handle, or waits for the upgrade. */
  private boolean upgradeUnlessClosed(UpgradeableLockHandle handle) throws InterruptedException {
    if (random.nextInt(8) > 0) {
      handle.upgrade();
      return true;
    }
    CompletableFuture<UpgradeableLockHandle> upgrade = opened(handle.upgradeAsync());
    // Whether it was granted is of no interest any more once the caller has closed the handle.
    upgrade.whenComplete((granted, failure) -> closed());
    return false;
  }

  private boolean upgradeAsync(UpgradeableLockHandle handle) throws InterruptedException {
    CompletableFuture<Boolean> upgrade =
        opened(handle.tryUpgradeAsync(random.nextBoolean() ? briefly() : Deadline.FOREVER));
    upgrade.whenComplete((granted, failure) -> closed());
    if (random.nextBoolean()) {
      abandon(upgrade, false);
    }
    try {
      return upgrade.get(GENEROUS_SECONDS, TimeUnit.SECONDS);
    } catch (CancellationException e) {
      return false;
    } catch (ExecutionException e) {
      expectHarmless(e.getCause());
      return false;
    } catch (TimeoutException e) {
      throw forgotten(upgrade, e);
    }
  }

  private void async(WatchedLock lock, LockMode mode) throws InterruptedException {
    Lockable<? extends LockHandle> lockable = lockable(lock, mode);
    Duration timeout = random.nextBoolean() ? briefly() : Deadline.FOREVER;
    CompletableFuture<? extends @Nullable LockHandle> future =
        random.nextBoolean() ? lockable.tryAcquireAsync(timeout) : lockable.acquireAsync(timeout);
    opened(future);
    SplittableRandom its = random.split();
    CompletableFuture<?> used =
        future.whenComplete((handle, failure) -> useLater(lock, mode, handle, failure, its));
    if (random.nextBoolean()) {
      abandon(future, null);
    }
    if (random.nextInt(4) == 0) {
      try {
        used.get(GENEROUS_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException | CancellationException e) {
        world.count(Event.ABANDONED);
      } catch (TimeoutException e) {
        throw forgotten(future, e);
      }
    }
  }

  private void useLater(
      WatchedLock lock,
      LockMode mode,
      @Nullable LockHandle handle,
      @Nullable Throwable failure,
      SplittableRandom its) {
    try {
      if (handle != null) {
        world.count(Event.GRANTED_ASYNC);
        if (mode == LockMode.UPGRADEABLE) {
          lock.arriveUpgradeable(handle);
          lock.leaveUpgradeable();
        } else {
          lock.visit(mode, handle);
        }
        world.end(handle, its);
      } else if (failure != null) {
        expectHarmless(failure);
      }
    } catch (Throwable t) {
      world.fail(t);
    } finally {
      closed();
    }
  }

  /** Ends a wait from outside, now or soon. */
  private <T> void abandon(CompletableFuture<T> future, @Nullable T value) {
    @SuppressWarnings("NullAway") // CompletableFuture accepts null, whatever T is
    T outcome = value;
    long soon = random.nextInt(100);
    switch (random.nextInt(6)) {
      case 0, 1 -> future.cancel(random.nextBoolean());
      case 2 -> future.complete(outcome);
      case 3 -> future.completeExceptionally(new CancellationException("by the stress"));
      case 4 -> {
        if (random.nextBoolean()) {
          future.orTimeout(soon, TimeUnit.MICROSECONDS);
        } else {
          future.completeOnTimeout(outcome, soon, TimeUnit.MICROSECONDS);
        }
      }
      default -> future.completeAsync(() -> outcome);
    }
  }

  private <F extends CompletableFuture<?>> F opened(F future) {
    world.openFutures.incrementAndGet();
    return future;
  }

  private void closed() {
    world.openFutures.decrementAndGet();
  }

  private void expectHarmless(@Nullable Throwable failure) {
    boolean byProvider = failure instanceof ProviderClosedException;
    boolean byClose =
        failure instanceof IllegalStateException
            && String.valueOf(failure.getMessage()).contains("cannot be upgraded any more");
    boolean fromOutside =
        failure instanceof CancellationException || failure instanceof TimeoutException;
    if (byProvider) {
      world.count(Event.PROVIDER_CLOSED);
    } else if (fromOutside) {
      world.count(Event.ABANDONED);
    } else if (!byClose) {
      throw new AssertionError("An acquisition failed for no good reason.", failure);
    }
  }

  private static AssertionError forgotten(CompletableFuture<?> future, TimeoutException cause) {
    return new AssertionError(
        "A future was forgotten for " + GENEROUS_SECONDS + " s: " + future, cause);
  }
}
