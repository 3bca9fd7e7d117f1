package dev.holdfast.lock.filesystem.storm;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One thread of a storm: acquires, holds and releases the lock until the time is up. */
final class StormThread {

  /** In thousandths of a second. */
  private static final int LONGEST_TIMEOUT = 20;

  private static final int GENEROUS_SECONDS = 60;

  private final Locks locks;
  private final Crew crew;
  private final Witness.Stand stand;
  private final History history;
  private final int number;
  private final SplittableRandom random;

  StormThread(
      Locks locks,
      Crew crew,
      Witness.Stand stand,
      History history,
      int number,
      SplittableRandom random) {
    this.locks = locks;
    this.crew = crew;
    this.stand = stand;
    this.history = history;
    this.number = number;
    this.random = random;
  }

  void run(long end) throws Exception {
    while (System.nanoTime() < end) {
      LockMode mode = crew.anyMode(random);
      Form form = anyForm();
      long requested = System.nanoTime();
      LockHandle handle = acquire(locks.lockable(crew.primitive(), mode), form);
      if (handle == null) {
        history.refused(form);
      } else {
        use(handle, mode, form, requested);
      }
      rest(random.nextBoolean() ? 0 : random.nextInt(crew.longestPause() + 1));
    }
  }

  private Form anyForm() {
    if (crew.patient()) {
      return Form.UNTIMED;
    }
    return switch (random.nextInt(10)) {
      case 0 -> Form.NOW;
      case 1, 2 -> Form.TIMED;
      case 3 -> Form.TIMED_OR_ELSE;
      case 4, 5, 6 -> Form.UNTIMED;
      case 7 -> Form.ASYNC;
      default -> Form.ASYNC_OR_CANCELLED;
    };
  }

  private Duration anyTimeout() {
    return Duration.ofNanos(random.nextLong(LONGEST_TIMEOUT * 1_000_000L));
  }

  private @Nullable LockHandle acquire(Lockable<? extends LockHandle> lock, Form form)
      throws Exception {
    return switch (form) {
      case NOW -> lock.tryAcquire();
      case TIMED -> lock.tryAcquire(anyTimeout());
      case TIMED_OR_ELSE -> {
        try {
          yield lock.acquire(anyTimeout());
        } catch (TimeoutException e) {
          yield null;
        }
      }
      case UNTIMED -> lock.acquire();
      case ASYNC -> lock.acquireAsync().get(GENEROUS_SECONDS, TimeUnit.SECONDS);
      case ASYNC_OR_CANCELLED ->
          orCancelled(
              random.nextBoolean() ? lock.acquireAsync() : lock.tryAcquireAsync(anyTimeout()));
      case UPGRADE -> throw new IllegalArgumentException("an upgrade is no acquisition");
    };
  }

  /** The outcome of the future, or null if it came too late. */
  private <T> @Nullable T orCancelled(CompletableFuture<? extends @Nullable T> future)
      throws Exception {
    try {
      return future.get(random.nextInt(2_000), TimeUnit.MICROSECONDS);
    } catch (TimeoutException e) {
      if (!future.cancel(random.nextBoolean())) {
        return future.get(0, TimeUnit.SECONDS);
      }
      return null;
    } catch (CancellationException e) {
      throw new AssertionError("somebody else has cancelled " + future, e);
    }
  }

  private void use(LockHandle handle, LockMode mode, Form form, long requested) throws Exception {
    int entry = begin(handle, mode, form, requested);
    hold();
    int upgrade = 0;
    if (handle instanceof UpgradeableLockHandle upgradeable) {
      upgrade = perhapsUpgrade(upgradeable);
    }
    if (!handle.isHeld()) {
      throw new AssertionError("A lock has gone while it was held: " + handle);
    }
    stand.leave();
    long until = System.nanoTime();
    if (upgrade > 0) {
      history.end(upgrade, until);
    }
    history.end(entry, until);
    handle.close();
    long released = System.nanoTime();
    if (upgrade > 0) {
      history.released(upgrade, released);
    }
    history.released(entry, released);
  }

  private int begin(LockHandle handle, LockMode mode, Form form, long requested) {
    long granted = System.nanoTime();
    stand.enter(mode);
    long token = handle.fencingToken().orElse(Hold.NO_TOKEN);
    return history.begin(number, mode, form, token, requested, granted);
  }

  /** Answers the history's entry of an upgrade that is still in force, else 0. */
  private int perhapsUpgrade(UpgradeableLockHandle handle) throws Exception {
    long requested = System.nanoTime();
    boolean upgraded =
        switch (random.nextInt(8)) {
          case 0 -> handle.tryUpgrade();
          case 1 -> handle.tryUpgrade(anyTimeout());
          case 2, 3 -> {
            handle.upgrade();
            yield true;
          }
          case 4 -> Boolean.TRUE.equals(orCancelled(handle.tryUpgradeAsync(anyTimeout())));
          case 5 -> orCancelled(handle.upgradeAsync()) != null;
          default -> false;
        };
    if (!upgraded) {
      history.refused(Form.UPGRADE);
      return 0;
    }
    int entry = begin(handle, LockMode.WRITE, Form.UPGRADE, requested);
    hold();
    if (random.nextBoolean()) {
      return entry;
    }
    stand.becomeUpgradeable();
    history.end(entry, System.nanoTime());
    handle.downgrade();
    history.released(entry, System.nanoTime());
    if (handle.fencingToken().isPresent()) {
      throw new AssertionError("A downgrade has left a token behind: " + handle);
    }
    hold();
    return 0;
  }

  private void hold() {
    boolean ends = crew.shortestHold() == 0 && random.nextInt(4) == 0;
    rest(ends ? 0 : random.nextInt(crew.shortestHold(), crew.longestHold() + 1));
  }

  private static void rest(int micros) {
    if (micros > 0) {
      LockSupport.parkNanos(micros * 1_000L);
    }
  }
}
