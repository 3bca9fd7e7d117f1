package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.ProviderClosedException;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** That everything at once goes on. */
final class ProgressRules {

  private static final int NAMES = 64;
  private static final int THREADS = 8;
  private static final int MOST_AT_ONCE = 3;

  /** One of so many steps closes a provider in the middle of the traffic and opens another. */
  private static final int CHURN = 40;

  private static final int MOST_CLOSURES = 500;

  private ProgressRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("LIV-05")
            .stress(4)
            .text(
                "Everything goes on: eight threads that use sixty-four names of all kinds in random"
                    + " order, several at once, with timeouts, cancellations and upgrades, while"
                    + " providers are opened and closed, neither deadlock nor merely keep each other"
                    + " busy.")
            .reason(
                "The locks inside a backend meet in combinations that no test of one feature has.")
            .causes(
                "Two internal locks are taken in one order by an acquisition and in the other by a"
                    + " release.",
                "A provider is closed under a lock that its waiters need to end.",
                "Attempts make each other fail, again and again.")
            .check(ProgressRules::everythingGoesOn));
  }

  private static void everythingGoesOn(Trial trial) throws Exception {
    Traffic traffic = new Traffic(trial);
    new Crowd(trial).until(500, traffic.grants::sum).run(THREADS, traffic::step);
    traffic.judge();
  }

  private static final class Traffic {

    private final Trial trial;
    private final List<String> names = new ArrayList<>();
    private final AtomicReferenceArray<LockProvider> siblings = new AtomicReferenceArray<>(3);
    private final LongAdder attempts = new LongAdder();
    private final LongAdder grants = new LongAdder();
    private final LongAdder closures = new LongAdder();

    Traffic(Trial trial) {
      this.trial = trial;
      for (int i = 0; i < NAMES; i++) {
        names.add(trial.freshName());
      }
      for (int i = 0; i < siblings.length(); i++) {
        siblings.set(i, trial.openSibling());
      }
    }

    void step(int thread, RandomGenerator random) throws Exception {
      List<LockHandle> held = new ArrayList<>();
      try {
        for (int i = 1 + random.nextInt(MOST_AT_ONCE); i > 0; i--) {
          LockHandle handle = acquire(random);
          attempts.increment();
          if (handle != null) {
            grants.increment();
            held.add(handle);
          }
        }
        Crowd.dawdle(random);
        if (random.nextInt(CHURN) == 0 && closures.sum() < MOST_CLOSURES) {
          replace(random.nextInt(siblings.length()));
        }
      } finally {
        while (!held.isEmpty()) {
          held.remove(random.nextInt(held.size())).close();
        }
      }
    }

    private void replace(int index) {
      siblings.getAndSet(index, trial.openSibling()).close();
      closures.increment();
    }

    private @Nullable LockHandle acquire(RandomGenerator random) throws Exception {
      String name = names.get(random.nextInt(NAMES));
      int which = random.nextInt(siblings.length() + 1);
      if (which == siblings.length()) {
        return ask(lock(trial.provider(), name, random), random);
      }
      try {
        return ask(lock(siblings.get(which), name, random), random);
      } catch (IllegalStateException | ProviderClosedException e) {
        return null; // closed by one of the others
      }
    }

    private Lockable<? extends LockHandle> lock(
        LockProvider provider, String name, RandomGenerator random) {
      List<Supplier<Lockable<? extends LockHandle>>> offered = new ArrayList<>();
      if (trial.offers(Primitive.MUTEX)) {
        offered.add(() -> trial.mutex(provider, name));
      }
      if (trial.offers(Primitive.SEMAPHORE)) {
        offered.add(() -> trial.semaphore(provider, name, 2));
      }
      if (trial.offers(Primitive.READER_WRITER)) {
        offered.add(() -> trial.readerWriter(provider, name).readLock());
        offered.add(() -> trial.readerWriter(provider, name).writeLock());
      }
      if (trial.offers(Primitive.UPGRADEABLE)) {
        offered.add(() -> trial.upgradeable(provider, name).upgradeableReadLock());
      }
      return offered.get(random.nextInt(offered.size())).get();
    }

    /** Asks in some way that does not wait for long: two that hold and wait may be in a circle. */
    private @Nullable LockHandle ask(Lockable<? extends LockHandle> lock, RandomGenerator random)
        throws Exception {
      Duration soon = Duration.ofNanos(random.nextInt(3_000_000));
      LockHandle handle =
          switch (random.nextInt(5)) {
            case 0 -> lock.tryAcquire();
            case 1, 2 -> lock.tryAcquire(soon);
            case 3 ->
                Patience.outcome(
                    trial,
                    lock.tryAcquireAsync(soon),
                    "A future with a timeout of 3 ms was not completed.");
            default -> cancelled(lock.acquireAsync(), soon);
          };
      if (handle instanceof UpgradeableLockHandle upgradeable && random.nextBoolean()) {
        upgrade(upgradeable, soon);
      }
      return handle;
    }

    private static void upgrade(UpgradeableLockHandle handle, Duration soon)
        throws InterruptedException {
      try {
        boolean unused = handle.tryUpgrade(soon);
      } catch (IllegalStateException | ProviderClosedException e) {
        // Its provider was closed; the handle is held all the same.
      } catch (Throwable e) {
        handle.close();
        throw e;
      }
    }

    private @Nullable LockHandle cancelled(
        CompletableFuture<? extends LockHandle> future, Duration soon) throws Exception {
      try {
        return future.get(soon.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (future.cancel(false)) {
          return null;
        }
        return Patience.outcome(trial, future, "A future that could not be cancelled any more.");
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }

    void judge() {
      if (grants.sum() < attempts.sum() / 100) {
        throw trial.violated(
            "Of %d attempts of %d threads to acquire one of %d names only %d succeeded: they merely"
                + " keep each other busy.",
            attempts.sum(), THREADS, NAMES, grants.sum());
      }
      Crowd.demand(trial, grants.sum(), 200, "grants in mixed traffic");
    }
  }
}
