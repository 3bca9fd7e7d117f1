package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Giving up an asynchronous acquisition. */
final class CancellationRules {

  private static final List<Form> PENDING =
      List.of(Form.ACQUIRE_ASYNC, Form.TRY_ASYNC_TIMED, Form.ACQUIRE_ASYNC_TIMED);

  private CancellationRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("CAN-01")
            .onEachExclusiveLock()
            .text(
                "What was cancelled before the grant acquires nothing: a future that was cancelled never"
                    + " gets the grant that comes later. (This API takes no cancellation token, so that"
                    + " 'cancelled before the call' is the interrupted thread of INT-02.)")
            .reason("A caller that has gone away cannot release.")
            .causes("The cancelled request stays in the queue, and is granted the lock.")
            .check(CancellationRules::cancelledWaitGetsNothing),
        RuleDraft.must("CAN-02")
            .onEachExclusiveLock()
            .text(
                "Cancelling a wait ends it within the declared poll interval and what the machine needs:"
                    + " its place in the queue is no longer taken.")
            .reason("Cancelling is what one does when time matters.")
            .causes("A cancelled wait is noticed at its next poll, or at its timeout only.")
            .check(CancellationRules::cancellingEndsTheWait),
        RuleDraft.must("CAN-03")
            .onEachExclusiveLock()
            .stress(2)
            .text(
                "If the cancellation and the grant come at the same instant, the outcome is one of the"
                    + " two: the future yields the handle, or it is cancelled and the next waiter is"
                    + " served.")
            .reason("A grant that nobody receives blocks the lock for ever, and only under load.")
            .causes(
                "The releasing thread passes the lock to a waiter that has just been cancelled.",
                "The result of completing the future is ignored.")
            .check(CancellationRules::cancellationRacesWithGrant));
  }

  private static void cancelledWaitGetsNothing(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    for (Form form : PENDING) {
      Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
      LockHandle held = others.obtains(lock, "although it was free");
      CompletableFuture<? extends @Nullable LockHandle> future = form.start(lock, Deadline.FOREVER);
      if (!future.cancel(trial.random().nextBoolean()) || !future.isCancelled()) {
        throw trial.violated(
            "The future of %s could not be cancelled while %s held the lock.", form, held);
      }
      Waiter next = others.waits(lock);
      held.close();
      next.granted(
              "although the wait before it had been cancelled and " + held + " had been closed")
          .close();
      others.canUse(
          lock, "although the only wait had been cancelled and all handles had been closed");
      try {
        throw trial.violated("A future that was cancelled yields %s.", future.join());
      } catch (CancellationException e) {
        trial.evidence(1);
      }
    }
  }

  private static void cancellingEndsTheWait(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    Duration bound = Duration.ofMillis(250).plus(trial.bounds().pollInterval().multipliedBy(2));
    for (Form form : PENDING) {
      Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
      trial.within(
          bound,
          "serving the next waiter after a pending "
              + form
              + " was cancelled and the lock released",
          () -> nextIsServed(others, lock, form));
      trial.evidence(1);
    }
  }

  private static Duration nextIsServed(
      Contenders others, Lockable<? extends LockHandle> lock, Form form) throws Exception {
    LockHandle held = others.obtains(lock, "although it was free");
    CompletableFuture<? extends @Nullable LockHandle> future = form.start(lock, Deadline.FOREVER);
    Waiter next = others.waits(lock, Form.ACQUIRE_ASYNC, Deadline.FOREVER);
    long start = System.nanoTime();
    boolean unused = future.cancel(false);
    held.close();
    LockHandle handle = next.granted("although the wait before it had been cancelled");
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    handle.close();
    return taken;
  }

  private static void cancellationRacesWithGrant(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Contenders others = new Contenders(trial);
    Crowd time = new Crowd(trial);
    Steering cancel = new Steering(trial.random(), 0, 10_000);
    try (Partner closer = new Partner(trial, "closer")) {
      while (time.goesOn(cancel.isEnough(5))) {
        String story = "after " + cancel.attempts() + " races of a cancellation with a release";
        LockHandle held = others.here(lock, "although nobody held it " + story);
        CompletableFuture<? extends LockHandle> future = lock.acquireAsync();
        CompletableFuture<? extends LockHandle> next = lock.acquireAsync();
        long release = Patience.soon();
        closer.begin(() -> ReleaseRules.closeAt(held, release));
        Patience.await(release + cancel.nextDelay());
        boolean cancelled = future.cancel(false);
        Object unused = closer.result(Object.class, "it closes " + held);
        if (!cancelled) {
          LockHandle first = Patience.granted(trial, future, lock, story);
          if (next.isDone()) {
            throw trial.violated("%s and %s were both held %s.", first, next.join(), story);
          }
          first.close();
        }
        Patience.granted(
                trial,
                next,
                lock,
                "who waited behind one that was " + (cancelled ? "cancelled" : "served and closed"))
            .close();
        cancel.record(cancelled);
        trial.evidence(1);
      }
    }
    others.canUse(lock, "after " + cancel.attempts() + " races of a cancellation with a release");
    cancel.demandBoth(5, "the cancellation");
  }
}
