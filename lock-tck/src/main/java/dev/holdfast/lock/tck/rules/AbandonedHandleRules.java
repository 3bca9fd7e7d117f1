package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Bound;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.Inconclusive;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Handles that nobody has closed and nobody can close any more. */
final class AbandonedHandleRules {

  private static final int COLLECTIONS = 3;

  private AbandonedHandleRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.ifDeclared("RES-01", Capability.ABANDONED_RELEASE)
            .takesMillis(350)
            .onEachExclusiveLock()
            .text(
                "A handle that is garbage, alone or with the future that brought it, is released within"
                    + " the declared bound while somebody waits for the lock. A handle that can still be"
                    + " reached never is, however often garbage is collected; nor does it matter that"
                    + " the lock object and the provider are garbage.")
            .reason(
                "A release that comes for a handle in use lets a second one in, and no test without"
                    + " garbage collections shows it.")
            .causes(
                "What is watched is not the handle but something that becomes garbage before it.",
                "The hold refers to its handle, so that neither ever becomes garbage.",
                "A future that was completed and forgotten stays in a list.")
            .check(AbandonedHandleRules::onlyGarbageIsReleased));
  }

  private static void onlyGarbageIsReleased(Trial trial) throws Exception {
    reachableHandlesStay(trial);
    for (Abandoned how : Abandoned.values()) {
      isReleased(trial, how);
    }
  }

  /** What somebody can still reach: the handle itself, or the future that has brought it. */
  private record Kept(String name, CompletableFuture<? extends LockHandle> handle) {}

  private static void reachableHandlesStay(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    List<Kept> all =
        List.of(taken(trial), handedOver(trial), fromAClosedProvider(trial), inAFuture(trial));
    for (int round = 1; round <= COLLECTIONS; round++) {
      requireCollection(trial);
      for (Kept kept : all) {
        LockHandle handle = kept.handle().join();
        String situation =
            "after garbage was collected " + round + " times while " + handle + " was in reach";
        if (!handle.isHeld()) {
          throw trial.violated("%s is no longer held %s.", handle, situation);
        }
        others.isRefused(trial.lockable(kept.name()), situation);
        trial.evidence(1);
      }
    }
    for (Kept kept : all) {
      kept.handle().join().close();
      others.canUse(trial.lockable(kept.name()), "although its handle had been closed");
    }
  }

  private static Kept taken(Trial trial) throws Exception {
    String name = trial.freshName();
    LockHandle handle = new Contenders(trial).obtains(trial.lockable(name), "although it was free");
    return new Kept(name, CompletableFuture.completedFuture(handle));
  }

  /** Granted to a thread that had waited: by way of a queue, that is. */
  private static Kept handedOver(Trial trial) throws Exception {
    String name = trial.freshName();
    Contenders others = new Contenders(trial);
    LockHandle before = others.obtains(trial.lockable(name), "although it was free");
    Waiter waiter = others.waits(trial.lockable(name));
    before.close();
    LockHandle handle = waiter.granted("although " + before + " had been closed");
    return new Kept(name, CompletableFuture.completedFuture(handle));
  }

  private static Kept fromAClosedProvider(Trial trial) throws Exception {
    String name = trial.freshName();
    LockProvider sibling = trial.openSibling();
    LockHandle handle =
        new Contenders(trial).obtains(trial.lockable(sibling, name), "although it was free");
    sibling.close();
    return new Kept(name, CompletableFuture.completedFuture(handle));
  }

  private static Kept inAFuture(Trial trial) throws Exception {
    String name = trial.freshName();
    CompletableFuture<? extends LockHandle> future = trial.lockable(name).acquireAsync();
    Object unused =
        Patience.outcome(
            trial, future.thenApply(handle -> true), "the acquisition of a free lock.");
    return new Kept(name, future);
  }

  private static void requireCollection(Trial trial) {
    if (!Garbage.collect(trial)) {
      throw new Inconclusive("This JVM did not collect any garbage when it was asked to.");
    }
    LockSupport.parkNanos(5_000_000); // whoever releases what was collected needs a moment
  }

  /** How a handle is forgotten, in the words of a message. */
  private enum Abandoned {
    HANDLE("a handle that was acquired and forgotten"),
    FUTURE("a future that had been completed with a handle and was forgotten"),
    PENDING("a future that was forgotten before it was completed");

    private final String what;

    Abandoned(String what) {
      this.what = what;
    }
  }

  private static void isReleased(Trial trial, Abandoned how) throws Exception {
    String name = trial.freshName();
    Contenders others = new Contenders(trial);
    // In a thread that ends, so that not even a dead variable refers to the handle.
    Object unused = others.elsewhere(() -> abandon(trial, name, how));
    Waiter waiter = others.waits(trial.lockable(name));
    requireCollection(trial);
    long start = System.nanoTime();
    Duration bound = trial.scaled(trial.bounds().abandonedRelease());
    Duration patience = bound.plus(Patience.of(trial));
    while (!waiter.hasEnded() && System.nanoTime() - start < patience.toNanos()) {
      Garbage.provoke();
      LockSupport.parkNanos(1_000_000);
    }
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    if (!waiter.hasEnded() || taken.compareTo(patience) > 0) {
      throw trial.violated(
          "%s was held by %s, and was still not free %s after garbage was collected; the bound is"
              + " %s.",
          Say.lock(trial.lockable(name)), how.what, Say.time(taken), Say.time(bound));
    }
    trial.observed(Bound.ABANDONED_RELEASE, taken);
    waiter.granted("although " + how.what + " was garbage").close();
    trial.evidence(1);
  }

  private static String abandon(Trial trial, String name, Abandoned how) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(name);
    return switch (how) {
      case HANDLE -> new Contenders(trial).here(lock, "although it was free").toString();
      case FUTURE ->
          Patience.granted(trial, lock.acquireAsync(), lock, "although it was free").toString();
      case PENDING -> {
        LockHandle before = new Contenders(trial).here(lock, "although it was free");
        CompletableFuture<?> forgotten = lock.acquireAsync();
        before.close();
        yield forgotten.toString();
      }
    };
  }
}
