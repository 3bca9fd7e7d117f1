package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Mutual exclusion, and what the one who is inside sees. */
final class MutexRules {

  private static final int THREADS = 4;

  private MutexRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("MUT-01")
            .stress(4)
            .onEachExclusiveLock()
            .text("At no instant do two handles of an exclusive lock exist that are both held.")
            .reason("It is the promise. Everything else in this catalogue serves it.")
            .causes(
                "Check and act are two steps.",
                "A waiter is granted the lock by two releases, or by a release and its own try.",
                "A timed-out or cancelled waiter is served after all, besides the next one.")
            .check(MutexRules::neverTwo),
        RuleDraft.must("MUT-03")
            .stress(1)
            .onEachExclusiveLock()
            .text(
                "Exclusion and hand-over hold between all lock objects and provider instances of one"
                    + " name space: whoever waits through one is served when a handle of another closes.")
            .reason(
                "A waiter who is never told waits for ever, or until its poll interval at best.")
            .causes(
                "Waiters are registered with the lock object or the provider instance.",
                "Two providers of one process take the same lock of the operating system.")
            .check(MutexRules::excludesAcrossObjectsAndProviders),
        RuleDraft.must("MEM-01")
            .stress(1)
            .onEachExclusiveLock()
            .text(
                "What a thread wrote before close() is seen by whoever acquires next, in another thread"
                    + " or in the continuation of an asynchronous acquisition.")
            .reason("The data that the lock protects are plain fields.")
            .causes(
                "Ownership is handed over through a plain field, or a racy check skips the barrier.")
            .check(MutexRules::writesAreVisible));
  }

  private static void neverTwo(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Canary canary = new Canary(trial, THREADS, lock, 1);
    canary.watch(
        new Crowd(trial).until(200, canary::contendedGrants),
        (seat, random) -> {
          if (seat.acquireAlone(lock, random)) {
            Crowd.dawdle(random);
            seat.close();
          }
          if (random.nextInt(8) == 0) {
            Crowd.dawdle(random);
          }
        });
    Crowd.demand(trial, canary.contendedGrants(), 200, "contended grants");
  }

  private static void excludesAcrossObjectsAndProviders(Trial trial) throws Exception {
    String name = trial.freshName();
    List<Lockable<? extends LockHandle>> ways =
        List.of(
            trial.lockable(name),
            trial.lockable(name),
            trial.lockable(trial.openSibling(), name),
            trial.lockable(trial.openSibling(), name));
    Contenders others = new Contenders(trial);
    for (Lockable<? extends LockHandle> holding : ways) {
      for (Lockable<? extends LockHandle> waiting : ways) {
        LockHandle held = others.obtains(holding, "although it was free");
        Waiter waiter = others.waits(waiting);
        waiter.stillWaits("while " + held + " held it");
        held.close();
        waiter
            .granted(
                "although "
                    + held
                    + ", which came from another object or provider, had been closed")
            .close();
        trial.evidence(1);
      }
    }
    Canary canary = new Canary(trial, THREADS, ways.get(0), 1);
    canary.watch(
        new Crowd(trial, trial.budget().toNanos() / 3),
        (seat, random) -> {
          if (seat.acquireAlone(ways.get(random.nextInt(ways.size())), random)) {
            Crowd.dawdle(random);
            seat.close();
          }
        });
    trial.evidence(canary.grants());
  }

  /** Plain fields that only the lock protects. */
  private static final class Ledger {
    private final long[] entries = new long[64];
    private long written;

    void write() {
      written++;
      for (int i = 0; i < entries.length; i++) {
        entries[i]++;
      }
    }

    boolean isConsistent() {
      for (long entry : entries) {
        if (entry != written) {
          return false;
        }
      }
      return true;
    }
  }

  private static void writesAreVisible(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Ledger ledger = new Ledger();
    long[][] counts = new long[3][16]; // a line of the cache for each, so that they share nothing
    Crowd crowd = new Crowd(trial).until(200, () -> sum(counts));
    crowd.run(
        counts.length,
        (thread, random) -> {
          Duration soon = Duration.ofMillis(5);
          if (random.nextInt(4) == 0) {
            CompletableFuture<Boolean> written =
                lock.tryAcquireAsync(soon)
                    .thenApply(handle -> handle != null && use(trial, ledger, handle));
            if (Patience.outcome(
                trial, written, "a future with a timeout of 5 ms was not completed.")) {
              counts[thread][0]++;
            }
          } else {
            LockHandle handle = lock.tryAcquire(soon);
            if (handle != null && use(trial, ledger, handle)) {
              counts[thread][0]++;
            }
          }
        });
    long all = sum(counts);
    LockHandle last = new Contenders(trial).here(lock, "although nobody used it any more");
    if (ledger.written != all) {
      throw trial.violated(
          "%d updates under the lock left a plain counter at %d: some were not visible to the next"
              + " holder.",
          all, ledger.written);
    }
    last.close();
    Crowd.demand(trial, all, 200, "updates of plain fields");
  }

  private static long sum(long[][] counts) {
    return Arrays.stream(counts).mapToLong(count -> count[0]).sum();
  }

  private static boolean use(Trial trial, Ledger ledger, LockHandle handle) {
    if (!ledger.isConsistent()) {
      throw trial.violated(
          "%s does not see all that the holders before it wrote to plain fields.", handle);
    }
    ledger.write();
    handle.close();
    return true;
  }
}
