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
import org.jspecify.annotations.Nullable;

/** What asking for a lock answers. */
final class AcquireRules {

  private static final int CALLS = 20;

  private AcquireRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("ACQ-01")
            .onEachExclusiveLock()
            .text(
                "A free lock is granted to every form of acquisition, blocking and asynchronous, with"
                    + " and without a timeout; and so it is again after every release, whoever asks.")
            .reason("It is what locks are for.")
            .causes(
                "close() does not release.",
                "A form of acquisition is not implemented, or takes the wrong branch.",
                "The lock stays with the thread, or the form, that had it first.")
            .check(AcquireRules::freeLockIsGranted),
        RuleDraft.must("ACQ-02")
            .onEachExclusiveLock()
            .text(
                "While a conflicting handle is held, the try-forms answer null and the others throw, or"
                    + " fail with, a TimeoutException. Contention is reported in no other way.")
            .reason(
                "Callers tell \"not now\" from \"cannot\" by it: the one is tried again, the other is"
                    + " reported to somebody.")
            .causes(
                "tryAcquire throws instead of answering null, or the reverse.",
                "An exception of the layer below, such as OverlappingFileLockException, escapes.",
                "A timeout surfaces as a CancellationException of an internal future.")
            .check(AcquireRules::heldLockIsRefused),
        RuleDraft.must("MUT-02")
            .onEachExclusiveLock()
            .text(
                "A lock is not reentrant: the thread that holds a handle is refused a second one like"
                    + " anybody else, by null or TimeoutException.")
            .reason(
                "A handle may be held by any thread, so two of them in one thread may be two users, as"
                    + " in an event loop; and where it works by accident it works on one machine only.")
            .causes(
                "The lock below is a ReentrantLock.",
                "OverlappingFileLockException or IllegalMonitorStateException escapes.")
            .check(AcquireRules::notReentrant),
        RuleDraft.must("ASY-01")
            .onEachExclusiveLock()
            .text(
                "acquireAsync() on a held lock returns without blocking, with a future that is pending:"
                    + " the fastest of 20 calls takes no more than 2 ms and three times a free"
                    + " acquisition.")
            .reason("Its callers are event loops; one that blocks stops thousands of users.")
            .causes("The first poll is made, or slept through, in the calling thread.")
            .check(AcquireRules::callerIsNotBlocked));
  }

  private static void freeLockIsGranted(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Contenders others = new Contenders(trial);
    Duration patience = Patience.of(trial);
    String before = "although nobody had ever held it";
    List<Form> forms = new ArrayList<>(List.of(Form.values()));
    forms.addAll(List.of(Form.values()));
    for (Form form : forms) {
      // What answers at once is asked only when the lock has been seen free: that release is
      // synchronous is another rule's business.
      if (form == Form.TRY || form == Form.TRY_ASYNC) {
        others.canUse(lock, before);
      }
      Waiter user = others.asks(lock, form, patience);
      LockHandle handle;
      if (form == Form.TRY || form == Form.TRY_ASYNC) {
        handle = grantedSoon(trial, others, lock, form, user, before);
      } else {
        handle = user.granted(before);
      }
      handle.close();
      before = "although " + handle + ", the last to hold it, had been closed";
      trial.evidence(1);
    }
  }

  private static LockHandle grantedSoon(
      Trial trial,
      Contenders others,
      Lockable<? extends LockHandle> lock,
      Form form,
      Waiter first,
      String situation)
      throws Exception {
    Outcome outcome = first.outcome(situation);
    long end = System.nanoTime() + Patience.of(trial).toNanos();
    while (outcome.isRefusal() && System.nanoTime() - end < 0) {
      outcome = others.asks(lock, form, Duration.ZERO).outcome(situation);
    }
    LockHandle handle = outcome.handle();
    if (handle == null) {
      throw trial.violated("%s was not granted %s: %s.", Say.lock(lock), situation, outcome);
    }
    return handle;
  }

  private static void heldLockIsRefused(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Contenders others = new Contenders(trial);
    LockHandle held = others.obtains(lock, "although it was free");
    List<Waiter> attempts = new ArrayList<>();
    for (Form form : Form.values()) {
      if (form == Form.ACQUIRE || form == Form.ACQUIRE_ASYNC) {
        continue;
      }
      attempts.add(others.asks(lock, form, Duration.ofMillis(10)));
      if (form.isTimed()) {
        attempts.add(others.asks(lock, form, Duration.ZERO));
      }
    }
    for (Waiter attempt : attempts) {
      Outcome outcome = attempt.outcome("although its timeout is over");
      if (outcome.isGrant()) {
        throw trial.violated(
            "%s was granted while %s held it: another thread's %s.", Say.lock(lock), held, outcome);
      }
      if (!outcome.isRefusal()) {
        throw trial.violated(
            "An attempt on %s, while %s held it, was not refused with %s: %s.",
            lock.id(), held, attempt.form().answersNull() ? "null" : "a TimeoutException", outcome);
      }
      trial.evidence(1);
    }
    held.close();
  }

  private static void callerIsNotBlocked(Trial trial) throws Exception {
    Duration bound =
        trial.scaled(Duration.ofMillis(2)).plus(QuickCalls.freeCycle(trial).multipliedBy(3));
    Contenders others = new Contenders(trial);
    for (Form form : List.of(Form.ACQUIRE_ASYNC, Form.ACQUIRE_ASYNC_TIMED, Form.TRY_ASYNC_TIMED)) {
      Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
      LockHandle held = others.obtains(lock, "although it was free");
      Duration fastest = QuickCalls.MANY_YEARS;
      for (int i = 0; i < CALLS && fastest.compareTo(bound) > 0; i++) {
        long start = System.nanoTime();
        CompletableFuture<? extends @Nullable LockHandle> future =
            form.start(lock, Deadline.FOREVER);
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        fastest = QuickCalls.least(fastest, taken);
        if (future.isDone()) {
          throw trial.violated(
              "%s, while %s held the lock, is done already: %s.", form, held, future);
        }
        boolean unused = future.cancel(false);
      }
      if (fastest.compareTo(bound) > 0) {
        throw trial.violated(
            "The fastest of %d calls of %s on a held lock blocked its caller for %s, more than %s.",
            CALLS, form, Say.time(fastest), Say.time(bound));
      }
      held.close();
      trial.evidence(CALLS);
    }
  }

  private static void notReentrant(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    LockHandle held = lock.acquire(Patience.of(trial));
    for (Form form :
        List.of(
            Form.TRY, Form.TRY_TIMED, Form.ACQUIRE_TIMED, Form.TRY_ASYNC, Form.TRY_ASYNC_TIMED)) {
      Duration timeout = Duration.ofMillis(5);
      Outcome again = WithdrawalRules.outcome(trial, form, lock, timeout);
      if (again.isGrant()) {
        throw trial.violated(
            "%s is reentrant: the thread that holds %s was granted it once more, by %s.",
            Say.lock(lock), held, again);
      }
      if (!again.isRefusal()) {
        throw trial.violated(
            "The thread that holds %s asked once more and was not refused properly: %s.",
            held, again);
      }
      trial.evidence(1);
    }
    if (!held.isHeld()) {
      throw trial.violated("%s is not held any more since its thread asked once more.", held);
    }
    new Contenders(trial)
        .isRefused(lock, "while " + held + " held it, whose thread had asked once more");
    held.close();
  }
}
