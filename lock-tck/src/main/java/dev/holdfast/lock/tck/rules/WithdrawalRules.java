package dev.holdfast.lock.tck.rules;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** What is left of a wait that has ended without a grant: nothing. */
final class WithdrawalRules {

  private static final List<Form> TIMED =
      List.of(Form.TRY_TIMED, Form.ACQUIRE_TIMED, Form.TRY_ASYNC_TIMED, Form.ACQUIRE_ASYNC_TIMED);

  private WithdrawalRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("TMO-06")
            .stress(2)
            .onEachExclusiveLock()
            .text(
                "If the timeout and the grant come at the same instant, the outcome is one of the two:"
                    + " the caller has the handle, or is refused and the lock is free.")
            .reason(
                "A grant that nobody receives blocks the lock for ever, and it happens only under load.")
            .causes(
                "The waiter that times out does not look whether it has been granted meanwhile.",
                "A future that is completed by its timeout swallows the grant.")
            .check(WithdrawalRules::timeoutRacesWithGrant),
        RuleDraft.must("TMO-07")
            .onEachExclusiveLock()
            .text(
                "A waiter that timed out, was interrupted or was cancelled leaves no trace, whether it"
                    + " was the first, the last or in the middle: those behind it are served, and its"
                    + " mode blocks nobody any more.")
            .reason("One impatient user must not cost all others the lock.")
            .causes(
                "The node of the waiter stays in the queue, and is granted the lock.",
                "The count of waiting writers is not decremented when one gives up.")
            .check(WithdrawalRules::withdrawnWaitersLeaveNoTrace),
        RuleDraft.must("INT-03")
            .onEachExclusiveLock()
            .stress(2)
            .text(
                "If the interrupt and the grant come at the same instant, the outcome is one of the two:"
                    + " the handle, with the interrupt status set, or an InterruptedException without a"
                    + " hold.")
            .reason("A grant that nobody receives blocks the lock for ever, and only under load.")
            .causes(
                "The interrupted waiter does not look whether it has been granted meanwhile.",
                "The status is cleared, and the handle returned.")
            .check(WithdrawalRules::interruptRacesWithGrant));
  }

  private static void timeoutRacesWithGrant(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Contenders others = new Contenders(trial);
    Crowd time = new Crowd(trial);
    Steering release = new Steering(trial.random(), 0, 100_000);
    try (Partner waiter = new Partner(trial, "waiter")) {
      while (time.goesOn(release.isEnough(5))) {
        Form form = TIMED.get(trial.random().nextInt(TIMED.size()));
        Duration timeout = Duration.ofNanos(300_000 + trial.random().nextInt(700_000));
        LockHandle held =
            others.here(
                lock,
                "although nobody held it after "
                    + release.attempts()
                    + " races of a timeout with a release");
        waiter.begin(() -> outcome(trial, form, lock, timeout));
        Patience.await(waiter.startedAt() + timeout.toNanos() + release.nextDelay());
        held.close();
        Outcome outcome = waiter.result(Outcome.class, "the lock is free, and its timeout is over");
        LockHandle handle = outcome.handle();
        if (handle == null && !outcome.isRefusal()) {
          throw trial.violated(
              "A timeout that raced with a release ended with neither: %s.", outcome);
        }
        if (handle != null) {
          notTwice(trial, lock, handle);
          handle.close();
        }
        release.record(handle != null);
        trial.evidence(1);
      }
    }
    others.canUse(lock, "after " + release.attempts() + " races of a timeout with a release");
    release.demandBoth(5, "the release");
  }

  /** How a wait ended, and whether the thread was interrupted after it. */
  private record Ended(Outcome outcome, boolean interrupted) {}

  private static void interruptRacesWithGrant(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Contenders others = new Contenders(trial);
    Crowd time = new Crowd(trial);
    Steering interrupt = new Steering(trial.random(), 0, 10_000);
    try (Partner waiter = new Partner(trial, "waiter");
        Partner closer = new Partner(trial, "closer")) {
      while (time.goesOn(interrupt.isEnough(3))) {
        String story = "after " + interrupt.attempts() + " races of an interrupt with a release";
        LockHandle held = others.here(lock, "although nobody held it " + story);
        Form form = trial.random().nextBoolean() ? Form.ACQUIRE : Form.TRY_TIMED;
        AtomicBoolean sent = new AtomicBoolean();
        waiter.begin(
            () -> {
              Outcome outcome = Outcome.ofCall(form, lock, Deadline.FOREVER);
              boolean unused = Patience.until(trial, sent::get);
              return new Ended(outcome, Thread.interrupted());
            });
        waiter.awaitBlocked();
        // Half of the interrupts come when the grant is certain and the waiter has not woken up
        // yet.
        boolean afterwards = trial.random().nextBoolean();
        long release = Patience.soon();
        closer.begin(() -> ReleaseRules.closeAt(held, release));
        if (afterwards) {
          Object unused = closer.result(Object.class, "it closes " + held);
          Patience.await(System.nanoTime() + trial.random().nextInt(20_000));
        } else {
          Patience.await(release + interrupt.nextDelay());
        }
        waiter.thread().interrupt();
        sent.set(true);
        Object unused = closer.result(Object.class, "it closes " + held);
        Ended ended = waiter.result(Ended.class, "it was interrupted, and the lock is free");
        LockHandle handle = ended.outcome().handle();
        judge(trial, ended, story);
        if (handle != null) {
          notTwice(trial, lock, handle);
          handle.close();
        }
        if (!afterwards) {
          interrupt.record(handle == null);
        }
        trial.evidence(1);
      }
    }
    others.canUse(lock, "after " + interrupt.attempts() + " races of an interrupt with a release");
    interrupt.demandBoth(3, "the interrupt");
  }

  private static void judge(Trial trial, Ended ended, String story) {
    Outcome outcome = ended.outcome();
    if (outcome.handle() == null && !(outcome.failure() instanceof InterruptedException)) {
      throw trial.violated(
          "A wait that was interrupted, %s, ended with neither: %s.", story, outcome);
    }
    if (outcome.handle() != null && !ended.interrupted()) {
      throw trial.violated(
          "An interrupt was lost, %s: the status is not set although %s.", story, outcome);
    }
  }

  static Outcome outcome(
      Trial trial, Form form, Lockable<? extends LockHandle> lock, Duration timeout)
      throws Exception {
    return form.isAsync()
        ? Patience.outcome(
            trial,
            Outcome.ofStart(form, lock, timeout),
            "a future of " + form + " was not completed")
        : Outcome.ofCall(form, lock, timeout);
  }

  static void notTwice(Trial trial, Lockable<? extends LockHandle> lock, LockHandle holder) {
    LockHandle second = lock.tryAcquire();
    if (second != null) {
      throw trial.violated("%s and %s were both held.", holder, second);
    }
  }

  /** The ways to end a wait. */
  private enum End {
    TIMEOUT,
    ASYNC_TIMEOUT,
    INTERRUPT,
    CANCEL;

    Waiter start(Contenders others, Lockable<? extends LockHandle> lock) {
      Duration timeout = Duration.ofMillis(25);
      return switch (this) {
        case TIMEOUT -> others.waits(lock, Form.TRY_TIMED, timeout);
        case ASYNC_TIMEOUT -> others.waits(lock, Form.TRY_ASYNC_TIMED, timeout);
        case INTERRUPT -> others.waits(lock, Form.ACQUIRE, Deadline.FOREVER);
        case CANCEL -> others.waits(lock, Form.ACQUIRE_ASYNC, Deadline.FOREVER);
      };
    }

    void bring(Waiter waiter) throws Exception {
      if (this == INTERRUPT || this == CANCEL) {
        waiter.withdraw();
      }
    }
  }

  private static void withdrawnWaitersLeaveNoTrace(Trial trial) throws Exception {
    List<Scene> scenes = new ArrayList<>();
    Contenders others = new Contenders(trial);
    for (End end : End.values()) {
      for (int position = 0; position < 3; position++) {
        scenes.add(new Scene(trial, others, end, position)); // all at once: the timeouts overlap
      }
    }
    for (Scene scene : scenes) {
      scene.play(trial, others);
      trial.evidence(1);
    }
  }

  /** One held lock with three waiters, one of whom gives up. */
  private static final class Scene {
    private final End end;
    private final int position;
    private final Lockable<? extends LockHandle> lock;
    private final LockHandle held;
    private final List<Waiter> staying = new ArrayList<>();
    private final Waiter leaving;

    Scene(Trial trial, Contenders others, End end, int position) throws Exception {
      this.end = end;
      this.position = position;
      this.lock = trial.lockable(trial.freshName());
      this.held = others.obtains(lock, "although it was free");
      Waiter last = null;
      for (int i = 0; i < 3; i++) {
        Lockable<? extends LockHandle> own = trial.lockable(lock.name());
        if (i == position) {
          last = end.start(others, own);
        } else {
          staying.add(
              others.waits(own, i == 0 ? Form.ACQUIRE_ASYNC : Form.ACQUIRE, Deadline.FOREVER));
        }
      }
      this.leaving = requireNonNull(last);
    }

    void play(Trial trial, Contenders others) throws Exception {
      end.bring(leaving);
      Outcome outcome = leaving.outcome("although it was ended by " + end);
      if (outcome.isGrant()) {
        throw trial.violated(
            "A waiter that was ended by %s was granted the lock while %s held it: %s.",
            end, held, outcome);
      }
      held.close();
      String story =
          "after waiter "
              + (position + 1)
              + " of 3 had ended by "
              + end
              + " and "
              + held
              + " had been closed";
      others.serveAll(lock, staying, story);
      others.canUse(lock, story + " and both others were served");
      if (lock.id().kind() == LockKind.READER_WRITER && trial.offers(Primitive.READER_WRITER)) {
        others.canUse(trial.readerWriter(lock.name()).readLock(), "to a reader " + story);
      }
    }
  }
}
