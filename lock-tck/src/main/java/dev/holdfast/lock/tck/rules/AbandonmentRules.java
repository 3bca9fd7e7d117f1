package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Futures that somebody else than the backend completes. */
final class AbandonmentRules {

  private static final List<Form> PENDING =
      List.of(Form.ACQUIRE_ASYNC, Form.TRY_ASYNC_TIMED, Form.ACQUIRE_ASYNC_TIMED);

  private AbandonmentRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("ASY-03")
            .onEachExclusiveLock()
            .stress(1)
            .text(
                "Cancelling the future of any asynchronous form, while the lock is being released, either"
                    + " fails, and the future yields the handle, or succeeds, and the lock is free.")
            .reason(
                "Cancellation is routine in asynchronous code, and the handle has no other owner.")
            .causes(
                "The result of completing the future is ignored, so that nobody closes the handle.",
                "A future that is derived from the one in the queue is cancelled alone.")
            .check(trial -> race(trial, Ending.CANCELLING)),
        RuleDraft.must("ASY-04")
            .onEachExclusiveLock()
            .stress(1)
            .text(
                "A future that the caller completes first, by complete, completeExceptionally,"
                    + " orTimeout or completeOnTimeout, ends with that, and has no claim any more: a grant that"
                    + " comes later is given back.")
            .reason("orTimeout() is the usual way to bound an asynchronous wait.")
            .causes(
                "Only cancel() is overridden.", "The result of completing the future is ignored.")
            .check(
                trial -> {
                  completedBeforeTheGrant(trial);
                  race(trial, Ending.COMPLETING);
                }));
  }

  /** Ways to end a future from outside; true if the caller came first. */
  private enum Ending {
    CANCELLING(CancellationException.class),
    COMPLETING(Void.class),
    COMPLETING_EXCEPTIONALLY(IllegalStateException.class),
    TIMING_OUT(TimeoutException.class),
    COMPLETING_ON_TIMEOUT(Void.class);

    /** What the future ends with: the class of its failure, or Void for a null. */
    private final Class<?> outcome;

    Ending(Class<?> outcome) {
      this.outcome = outcome;
    }

    boolean end(CompletableFuture<? extends @Nullable LockHandle> future, boolean soon) {
      return switch (this) {
        case CANCELLING -> future.cancel(soon);
        case COMPLETING -> future.complete(null);
        case COMPLETING_EXCEPTIONALLY ->
            future.completeExceptionally(new IllegalStateException("Given up by the check."));
        case TIMING_OUT -> {
          Object unused = future.orTimeout(1, TimeUnit.MILLISECONDS);
          yield true;
        }
        case COMPLETING_ON_TIMEOUT -> {
          Object unused = future.completeOnTimeout(null, 1, TimeUnit.MILLISECONDS);
          yield true;
        }
      };
    }
  }

  private static void completedBeforeTheGrant(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    for (Ending ending : Ending.values()) {
      for (Form form : PENDING) {
        Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
        LockHandle held = others.here(lock, "although it was free");
        var future = form.start(lock, Duration.ofHours(1));
        boolean unused = ending.end(future, true);
        if (!Patience.until(trial, future::isDone)) {
          throw trial.violated("The future of %s was not ended by %s.", form, ending);
        }
        belongsToTheCaller(trial, form, ending, future);
        held.close();
        others
            .here(
                lock,
                "although the only future that waited for it, of "
                    + form
                    + ", had been ended by "
                    + ending
                    + " and "
                    + held
                    + " had been closed")
            .close();
        trial.evidence(1);
      }
    }
  }

  /** The future ends with what the caller has given it, not with how the backend took that. */
  private static void belongsToTheCaller(
      Trial trial, Form form, Ending ending, CompletableFuture<?> future) {
    Throwable failure = null;
    try {
      Object unused = future.join();
    } catch (CompletionException | CancellationException e) {
      failure = e.getCause() == null ? e : e.getCause();
    }
    Class<?> outcome = failure == null ? Void.class : failure.getClass();
    if (outcome != ending.outcome) {
      throw trial.violated(
          "A pending %s that was ended by %s ended with %s.", form, ending, Say.failure(failure));
    }
  }

  private static void race(Trial trial, Ending ending) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Contenders others = new Contenders(trial);
    Crowd time = new Crowd(trial);
    Steering end = new Steering(trial.random(), 0, 10_000);
    try (Partner closer = new Partner(trial, "closer")) {
      while (time.goesOn(end.isEnough(5))) {
        String story =
            "after "
                + end.attempts()
                + " futures were ended by "
                + ending
                + " while the lock was released";
        LockHandle held = others.here(lock, "although nobody held it " + story);
        Form form = PENDING.get(trial.random().nextInt(PENDING.size()));
        var future = form.start(lock, Duration.ofHours(1));
        long release = Patience.soon();
        closer.begin(() -> ReleaseRules.closeAt(held, release));
        Patience.await(release + end.nextDelay());
        boolean ended = ending.end(future, false);
        Object unused = closer.result(Object.class, "it closes " + held);
        if (!ended) {
          LockHandle handle = future.join();
          if (handle == null) {
            throw trial.violated(
                "A pending %s was refused although the lock was free, %s.", form, story);
          }
          WithdrawalRules.notTwice(trial, lock, handle);
          handle.close();
        }
        end.record(ended);
        trial.evidence(1);
      }
    }
    others.canUse(
        lock,
        "after "
            + end.attempts()
            + " futures were ended by "
            + ending
            + " while the lock was released");
    end.demandBoth(5, "the end of the future");
  }
}
