package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedReaderWriterLockProvider;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** That nothing is left behind. */
final class LeakRules {

  private static final int MOST_USES = 50_000;
  private static final int FEWEST_USES = 400;
  private static final int OBJECTS = 10_000;
  private static final int PROVIDERS = 12;
  private static final Duration SHORT = Duration.ofNanos(20_000);

  private LeakRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("LIF-02")
            .stress(4)
            .takesMillis(1_000)
            .text(
                "Nothing is left behind: a hundred thousand acquisitions, refused, timed out, cancelled"
                    + " and interrupted ones among them, ten thousand lock objects that were merely"
                    + " made, and providers that were closed leave no thread, no open descriptor and no"
                    + " temporary file, and the heap does not grow.")
            .reason("A service runs for months, and makes a lock object for each request.")
            .causes(
                "A descriptor that was opened for a try is not closed if the try fails.",
                "A registry keeps an entry for every name that was ever mentioned.",
                "The threads of a provider go on when it is closed.",
                "A waiter that gave up stays in a list, or its timer does.")
            .check(LeakRules::nothingIsLeftBehind));
  }

  private static void nothingIsLeftBehind(Trial trial) throws Exception {
    LeakWatch watch = new LeakWatch(trial);
    List<Lockable<? extends LockHandle>> locks = locks(trial, trial.provider());
    int uses = timesIn(trial, 2, MOST_USES, times -> use(trial, locks, times));
    watch.watch("uses of locks", uses, 1, times -> use(trial, locks, times));
    int waits = timesIn(trial, 8, OBJECTS, times -> cancel(trial, locks.get(0), times));
    watch.watch("waits that were cancelled", waits, 1, times -> cancel(trial, locks.get(0), times));
    create(trial, OBJECTS / 10);
    watch.watch("lock objects that were merely made", OBJECTS, 1, times -> create(trial, times));
    openAndClose(trial, 2);
    watch.watch(
        "providers that were opened, used and closed",
        PROVIDERS,
        30,
        times -> openAndClose(trial, times));
  }

  /** Warms up, and finds out how often something may be done in a part of the time. */
  private static int timesIn(Trial trial, int part, int most, LeakWatch.Action action)
      throws Exception {
    action.run(FEWEST_USES / 4);
    long start = System.nanoTime();
    action.run(FEWEST_USES / 4);
    long each = (System.nanoTime() - start) / (FEWEST_USES / 4) + 1;
    long fit = trial.budget().toNanos() / part / each;
    return (int) Math.max(FEWEST_USES, Math.min(most, fit));
  }

  private static List<Lockable<? extends LockHandle>> locks(Trial trial, LockProvider provider) {
    List<Lockable<? extends LockHandle>> locks = new ArrayList<>();
    if (trial.offers(Primitive.MUTEX)) {
      locks.add(trial.mutex(provider, trial.freshName()));
    }
    if (trial.offers(Primitive.READER_WRITER)) {
      locks.add(trial.readerWriter(provider, trial.freshName()).writeLock());
      locks.add(trial.readerWriter(provider, trial.freshName()).readLock());
    }
    if (trial.offers(Primitive.UPGRADEABLE)) {
      locks.add(trial.upgradeable(provider, trial.freshName()).upgradeableReadLock());
    }
    if (trial.offers(Primitive.SEMAPHORE)) {
      locks.add(trial.semaphore(provider, trial.freshName(), 1));
    }
    return locks;
  }

  private static void use(Trial trial, List<Lockable<? extends LockHandle>> locks, int times)
      throws Exception {
    for (int i = 0; i < times; i++) {
      use(trial, locks.get(i % locks.size()), i / locks.size() % 7);
    }
  }

  /** One acquisition, and what may come with it; all in one thread. */
  private static void use(Trial trial, Lockable<? extends LockHandle> lock, int way)
      throws Exception {
    LockHandle handle = new Contenders(trial).here(lock, "although it was free");
    switch (way) {
      case 0 -> close(lock.tryAcquire());
      case 1 -> close(lock.tryAcquire(SHORT));
      case 2 -> cancel(trial, lock);
      case 3 ->
          close(
              Patience.outcome(
                  trial, lock.tryAcquireAsync(SHORT), "a future with a timeout of 20 us."));
      case 4 -> {
        CompletableFuture<? extends LockHandle> next = lock.acquireAsync();
        handle.close();
        close(Patience.granted(trial, next, lock, "although " + handle + " had been closed"));
      }
      case 5 -> interrupted(lock);
      default -> upgrade(handle);
    }
    handle.close();
    handle.close();
  }

  /** Waits behind a holder, many of which are cancelled one after the other. */
  private static void cancel(Trial trial, Lockable<? extends LockHandle> lock, int times)
      throws Exception {
    LockHandle handle = new Contenders(trial).here(lock, "although it was free");
    for (int i = 0; i < times; i++) {
      cancel(trial, lock);
    }
    handle.close();
  }

  private static void cancel(Trial trial, Lockable<? extends LockHandle> lock) throws Exception {
    CompletableFuture<? extends LockHandle> future = lock.acquireAsync(Duration.ofHours(1));
    if (!future.cancel(false)) {
      close(Patience.outcome(trial, future, "a future that was not cancelled."));
    }
  }

  /** Readers get one more where others do not. */
  private static void close(@Nullable LockHandle handle) {
    if (handle != null) {
      handle.close();
    }
  }

  private static void interrupted(Lockable<? extends LockHandle> lock) {
    Thread.currentThread().interrupt();
    try {
      close(lock.acquire());
    } catch (InterruptedException e) {
      // As it should be.
    } finally {
      boolean unused = Thread.interrupted();
    }
  }

  private static void upgrade(LockHandle handle) throws InterruptedException {
    if (handle instanceof UpgradeableLockHandle upgradeable) {
      boolean unused = upgradeable.tryUpgrade(SHORT);
    }
  }

  /** Names of some length, so that a registry that keeps them grows visibly. */
  private static void create(Trial trial, int times) {
    LockProvider provider = trial.provider();
    String prefix = "merely-made-".repeat(10) + trial.freshName() + "-";
    for (int i = 0; i < times; i++) {
      if (provider instanceof DistributedLockProvider mutexes) {
        Object unused = mutexes.lock(prefix + i);
      }
      if (provider instanceof DistributedReaderWriterLockProvider readersAndWriters) {
        Object unused = readersAndWriters.readerWriterLock(prefix + i);
      }
      if (provider instanceof DistributedSemaphoreProvider semaphores) {
        Object unused = semaphores.semaphore(prefix + i, 1);
      }
    }
  }

  private static void openAndClose(Trial trial, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      LockProvider sibling = trial.openSibling();
      List<Lockable<? extends LockHandle>> locks = locks(trial, sibling);
      use(trial, locks, 7 * locks.size());
      sibling.close();
    }
  }
}
