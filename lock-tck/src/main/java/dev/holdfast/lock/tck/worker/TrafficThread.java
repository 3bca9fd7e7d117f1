package dev.holdfast.lock.tck.worker;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.Outcome;
import dev.holdfast.lock.tck.history.Waiting;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One thread of the traffic: acquires, holds and releases until the time is up. */
final class TrafficThread {

  private static final int LONGEST_WAIT_NANOS = 20_000_000;
  private static final int LONGEST_HOLD_NANOS = 500_000;

  /** Who has time stays away for so many times as long as the lock was used, at most. */
  private static final int LEISURE = 16;

  private static final long LONGEST_LEISURE_NANOS = 200_000_000;
  private static final int LONGEST_EXPOSURE_NANOS = 4_000_000;

  private final LockProvider provider;
  private final List<TrafficLock> locks;
  private final MappedWitness witness;
  private final Witness.Stand stand;
  private final SharedLog.Lane log;
  private final SplittableRandom random;

  private final Traffic.Manner manner;

  private final Map<LockSpec, Lockable<? extends LockHandle>> made = new HashMap<>();
  private long grants;
  private long contended;
  private long upgrades;

  TrafficThread(
      LockProvider provider,
      List<TrafficLock> locks,
      MappedWitness witness,
      Witness.Stand stand,
      SharedLog.Lane log,
      SplittableRandom random,
      Traffic.Manner manner) {
    this.provider = provider;
    this.locks = locks;
    this.witness = witness;
    this.stand = stand;
    this.log = log;
    this.random = random;
    this.manner = manner;
  }

  long grants() {
    return grants;
  }

  long contended() {
    return contended;
  }

  long upgrades() {
    return upgrades;
  }

  void run(long end) throws Exception {
    while (System.nanoTime() - end < 0 && !witness.isOver() && !log.isFull()) {
      int number = random.nextInt(locks.size());
      TrafficLock lock = locks.get(number);
      LockMode mode = lock.modes().get(random.nextInt(lock.modes().size()));
      long began = System.nanoTime();
      boolean hasRivals = witness.approach(number);
      boolean granted = use(number, mode, lockable(lock.spec(mode)));
      witness.depart(number);
      if (granted) {
        grants++;
        contended += hasRivals ? 1 : 0;
      }
      if (manner == Traffic.Manner.LEISURELY) {
        long longest = Math.min(LONGEST_LEISURE_NANOS, LEISURE * (System.nanoTime() - began));
        rest(random.nextLong(Math.max(LONGEST_HOLD_NANOS, longest)));
      } else if (random.nextInt(16) == 0) {
        rest(random.nextInt(LONGEST_HOLD_NANOS));
      }
    }
  }

  private boolean isMortal() {
    return manner == Traffic.Manner.MORTAL;
  }

  /** A lock object is used for some time. */
  private Lockable<? extends LockHandle> lockable(LockSpec spec) {
    if (random.nextInt(32) == 0) {
      made.remove(spec);
    }
    return made.computeIfAbsent(spec, unused -> spec.in(provider));
  }

  private boolean use(int lock, LockMode mode, Lockable<? extends LockHandle> lockable)
      throws Exception {
    long number = log.newHandle();
    Duration soon = Duration.ofNanos(1 + random.nextInt(LONGEST_WAIT_NANOS));
    LockHandle handle =
        switch (random.nextInt(8)) {
          case 0, 1, 2, 3 -> call(lock, number, mode, Waiting.TRY, lockable::tryAcquire);
          case 4 ->
              call(lock, number, mode, Waiting.TIMED, () -> lockable.tryAcquireAsync(soon).get());
          default -> call(lock, number, mode, Waiting.TIMED, () -> lockable.tryAcquire(soon));
        };
    if (handle == null) {
      return false;
    }
    if (stand.enter(lock, mode) && protect(lock, mode)) {
      hold();
      if (handle instanceof UpgradeableLockHandle upgradeable) {
        perhapsUpgrade(lock, number, upgradeable);
      }
    }
    stand.leave(lock);
    int call = log.announce(lock, number, Action.CLOSE, Waiting.TRY, mode);
    handle.close();
    log.end(call, System.nanoTime(), Outcome.OK, OptionalLong.empty());
    return true;
  }

  private @Nullable LockHandle call(
      int lock,
      long number,
      LockMode mode,
      Waiting waiting,
      Callable<? extends @Nullable LockHandle> attempt)
      throws Exception {
    int call = log.announce(lock, number, Action.ACQUIRE, waiting, mode);
    LockHandle handle = answer(call, attempt);
    long returned = System.nanoTime();
    log.end(
        call,
        returned,
        handle == null ? Outcome.FAILED : Outcome.OK,
        handle == null ? OptionalLong.empty() : handle.fencingToken());
    return handle;
  }

  private <T> T answer(int call, Callable<T> attempt) throws Exception {
    try {
      return attempt.call();
    } catch (InterruptedException e) {
      log.end(call, System.nanoTime(), Outcome.INTERRUPTED, OptionalLong.empty());
      throw e;
    } catch (ExecutionException e) {
      log.end(call, System.nanoTime(), Outcome.ERROR, OptionalLong.empty());
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (Throwable e) {
      log.end(call, System.nanoTime(), Outcome.ERROR, OptionalLong.empty());
      throw e;
    }
  }

  /** What the lock is there for; answers whether all is in order. */
  private boolean protect(int lock, LockMode mode) {
    if (mode != LockMode.WRITE || witness.disturb(lock) || isMortal()) {
      return true;
    }
    witness.reportDisorder(lock);
    return false;
  }

  private void perhapsUpgrade(int lock, long number, UpgradeableLockHandle handle)
      throws Exception {
    int way = random.nextInt(4);
    if (way == 0) {
      return;
    }
    Duration soon = Duration.ofNanos(1 + random.nextInt(LONGEST_WAIT_NANOS));
    long version = witness.version(lock);
    int call =
        log.announce(
            lock, number, Action.UPGRADE, way == 1 ? Waiting.TRY : Waiting.TIMED, LockMode.WRITE);
    boolean upgraded = answer(call, () -> way == 1 ? handle.tryUpgrade() : handle.tryUpgrade(soon));
    long returned = System.nanoTime();
    log.end(
        call,
        returned,
        upgraded ? Outcome.OK : Outcome.FAILED,
        upgraded ? handle.fencingToken() : OptionalLong.empty());
    if (witness.version(lock) != version && !isMortal()) {
      witness.reportDisorder(lock);
    }
    if (upgraded) {
      upgrades++;
      if (stand.change(lock, LockMode.WRITE) && protect(lock, LockMode.WRITE)) {
        hold();
      }
    }
  }

  /** Work of no fixed length. */
  private void hold() {
    int kind = random.nextInt(8);
    if (isMortal() && kind > 2) {
      rest(random.nextInt(LONGEST_EXPOSURE_NANOS)); // so that death finds somebody inside
    } else if (kind == 0) {
      rest(random.nextInt(LONGEST_HOLD_NANOS));
    } else if (kind < 6) {
      for (int i = random.nextInt(400); i > 0; i--) {
        Thread.onSpinWait();
      }
    }
  }

  private static void rest(long nanos) {
    LockSupport.parkNanos(1 + nanos);
  }
}
