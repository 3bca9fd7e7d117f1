package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Futures: who blocks, who runs continuations, what they may do. */
final class AsyncRules {

  private static final int PENDING = 1_000;

  private AsyncRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("ASY-06")
            .onEachExclusiveLock()
            .text(
                "A continuation may block, or use the provider, the same lock included: it stalls no"
                    + " other name, and deadlocks nothing.")
            .reason(
                "Continuations are code of the user, who knows nothing of the backend's threads.")
            .causes(
                "Futures are completed under an internal lock.",
                "Futures are completed on the only thread that serves all names.")
            .check(AsyncRules::continuationsMayDoAnything),
        RuleDraft.must("ASY-02")
            .onEachExclusiveLock()
            .text(
                "A future that had to wait is completed on the provider's executor, never on the stack"
                    + " of whoever released the lock.")
            .reason("close() would run the code of strangers, and take as long as they please.")
            .causes("The releasing thread completes the future of the next waiter itself.")
            .check(AsyncRules::releaserRunsNoContinuation),
        RuleDraft.must("ASY-05")
            .text(
                "If the provider's executor rejects the outcome of an acquisition, the future fails and"
                    + " nothing is held.")
            .reason("An executor is shut down, or full, just when a service is in trouble.")
            .causes("The rejection is thrown at whoever releases the lock, and the grant is lost.")
            .notVerifiable(
                "The executor belongs to the provider, and a factory does not say which it is; a"
                    + " backend's own tests have to look at it."),
        RuleDraft.should("ASY-07")
            .onEachExclusiveLock()
            .text(
                "A thousand pending acquisitions do not need a thousand threads, and a common pool whose"
                    + " threads are all busy does not stop grants.")
            .reason("Waiting is what asynchronous acquisitions do most of their time.")
            .causes(
                "Each asynchronous acquisition blocks a thread.",
                "Grants are delivered or polled for by the common pool.")
            .check(AsyncRules::waitingIsCheap));
  }

  private static void continuationsMayDoAnything(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    aBlockedContinuationStallsNobody(trial, others);
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Lockable<? extends LockHandle> another = trial.lockable(trial.freshName());
    LockHandle held = others.obtains(lock, "although it was free");
    CompletableFuture<Boolean> reentered =
        lock.acquireAsync()
            .thenApply(
                handle -> {
                  LockHandle second = lock.tryAcquire();
                  LockHandle other = another.tryAcquire();
                  handle.close();
                  if (other != null) {
                    other.close();
                  }
                  if (second != null) {
                    throw trial.violated("%s and %s were both held.", handle, second);
                  }
                  return other != null;
                });
    others.elsewhere(
        () -> {
          held.close();
          return held;
        });
    if (!Patience.outcome(
        trial,
        reentered,
        "a continuation that uses the provider has not ended; it was started by closing "
            + held
            + ".")) {
      throw trial.violated(
          "%s was refused to a continuation although it was free.", Say.lock(another));
    }
    others.canUse(lock, "although a continuation had closed its handle");
    trial.evidence(1);
  }

  private static void aBlockedContinuationStallsNobody(Trial trial, Contenders others)
      throws Exception {
    Lockable<? extends LockHandle> blocked = trial.lockable(trial.freshName());
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    LockHandle first = others.obtains(blocked, "although it was free");
    CompletableFuture<Boolean> stuck =
        blocked.acquireAsync().thenApply(handle -> block(handle, entered, leave));
    Future<LockHandle> closing =
        trial.fork(
            "closer",
            () -> {
              first.close();
              return first;
            });
    try {
      if (!entered.await(Patience.of(trial).toMillis(), TimeUnit.MILLISECONDS)) {
        throw trial.violated(
            "%s was not granted to a future although %s had been closed.",
            Say.lock(blocked), first);
      }
      Future<Outcome> probe =
          trial.fork("prober", () -> Outcome.ofCall(Form.TRY, blocked, Duration.ZERO));
      Outcome refused =
          Patience.outcome(
              trial,
              probe,
              "tryAcquire() of "
                  + blocked.id()
                  + " hangs while a continuation of its holder blocks.");
      if (refused.isGrant()) {
        throw trial.violated("%s was granted while a continuation held it.", Say.lock(blocked));
      }
      othersGoOn(trial, others);
      Object unused =
          Patience.outcome(
              trial, closing, "close() of " + first + " hangs while a continuation blocks.");
    } finally {
      leave.countDown();
    }
    Object unused = Patience.outcome(trial, stuck, "a continuation that was told to end.");
  }

  private static boolean block(LockHandle handle, CountDownLatch entered, CountDownLatch leave) {
    entered.countDown();
    try {
      leave.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    handle.close();
    return true;
  }

  private static void othersGoOn(Trial trial, Contenders others) throws Exception {
    String story = "while a continuation of another acquisition blocked";
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    for (int i = 0; i < 3; i++) {
      LockHandle held = others.obtains(lock, story);
      Waiter thread = others.waits(lock);
      Waiter future = others.waits(lock, Form.ACQUIRE_ASYNC, Deadline.FOREVER);
      held.close();
      others.serveAll(lock, List.of(thread, future), story);
      trial.evidence(1);
    }
  }

  private static void releaserRunsNoContinuation(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    for (int i = 0; i < 10; i++) {
      Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
      LockHandle held = others.here(lock, "although it was free");
      CompletableFuture<? extends LockHandle> future = lock.acquireAsync();
      CompletableFuture<Thread> where = future.thenApply(handle -> Thread.currentThread());
      boolean pending = !where.isDone();
      held.close();
      Thread thread =
          Patience.outcome(trial, where, "the continuation of an acquisition behind " + held + ".");
      if (pending && thread == Thread.currentThread()) {
        throw trial.violated(
            "A continuation ran on the stack of close() of %s, which released the lock.", held);
      }
      Patience.granted(trial, future, lock, "although " + held + " had been closed").close();
      trial.evidence(1);
    }
  }

  private static void waitingIsCheap(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    LockHandle held = others.obtains(lock, "although it was free");
    int before = Thread.getAllStackTraces().size();
    List<CompletableFuture<? extends LockHandle>> pending = new ArrayList<>();
    for (int i = 0; i < PENDING; i++) {
      pending.add(lock.acquireAsync());
    }
    int more = Thread.getAllStackTraces().size() - before;
    if (more > PENDING / 4) {
      throw trial.violated("%d pending acquisitions have started %d threads.", PENDING, more);
    }
    CountDownLatch leave = new CountDownLatch(1);
    try {
      for (int i = 0; i < 4 * ForkJoinPool.getCommonPoolParallelism() + 4; i++) {
        ForkJoinPool.commonPool().execute(() -> awaitQuietly(leave));
      }
      List<CompletableFuture<Boolean>> served =
          pending.stream().map(future -> future.<Boolean>thenApply(AsyncRules::release)).toList();
      held.close();
      CompletableFuture<Void> all =
          CompletableFuture.allOf(served.toArray(CompletableFuture<?>[]::new));
      Object unused =
          Patience.outcome(
              trial,
              all.thenApply(nothing -> true),
              "the common pool is busy, and " + PENDING + " futures wait for " + lock.id() + ".");
    } finally {
      leave.countDown();
    }
    trial.evidence(PENDING);
  }

  private static boolean release(LockHandle handle) {
    handle.close();
    return true;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
