package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.worker.Worker;
import java.time.Duration;
import java.util.List;

/** Interrupts: of those who wait, those who ask, and those who hold. */
final class InterruptionRules {

  private InterruptionRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("INT-01")
            .onEachExclusiveLock()
            .text(
                "A thread that is interrupted while it waits gets an InterruptedException promptly, with"
                    + " its interrupt status cleared, and holds nothing.")
            .reason(
                "Executors shut down by interrupting; a wait that ignores it hangs the shutdown.")
            .causes(
                "The wait swallows the interrupt and goes on, or answers 'timed out'.",
                "The interrupt is noticed at the next poll only.",
                "The interrupt status is set again beside the exception.")
            .check(InterruptionRules::interruptEndsTheWait),
        RuleDraft.must("INT-02")
            .onEachExclusiveLock()
            .text(
                "A thread that is interrupted on entry acquires nothing by the timed and untimed"
                    + " blocking forms, zero timeouts included, even if the lock is free: they throw an"
                    + " InterruptedException. tryAcquire() and the asynchronous forms work as ever, and"
                    + " keep the status.")
            .reason(
                "An interrupt that comes a moment before the call must have the effect of one that comes"
                    + " a moment after.")
            .causes("The interrupt status is looked at only where the thread would wait.")
            .check(InterruptionRules::interruptedOnEntry),
        RuleDraft.must("INT-04")
            .onEachExclusiveLock()
            .text(
                "Interrupting a holder, or a waiter that then fails, never drops anybody's lock, as seen"
                    + " by others in the process and, if locks exclude between processes, outside.")
            .reason("Somebody else's shutdown must not open our section.")
            .causes("The interrupt closes a FileChannel that all locks share.")
            .check(InterruptionRules::holdersStayHolders));
  }

  private static void interruptEndsTheWait(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    LockHandle held = others.obtains(lock, "although it was free");
    for (Form form : Form.values()) {
      if (!Form.BLOCKING.contains(form)) {
        continue;
      }
      for (Duration timeout : List.of(Duration.ofHours(1), Deadline.FOREVER)) {
        interrupt(trial, others, lock, held, form, timeout);
      }
    }
    held.close();
    others.canUse(lock, "although all waits had been interrupted and " + held + " had been closed");
  }

  private static void interrupt(
      Trial trial,
      Contenders others,
      Lockable<? extends LockHandle> lock,
      LockHandle held,
      Form form,
      Duration timeout)
      throws Exception {
    String name = "interrupted-" + form;
    boolean[] status = new boolean[1];
    var outcome =
        trial.fork(
            name,
            () -> {
              Outcome ended = Outcome.ofCall(form, lock, timeout);
              status[0] = Thread.currentThread().isInterrupted();
              return ended;
            });
    trial.awaitBlocked(name);
    trial.thread(name).interrupt();
    if (!Patience.until(trial, outcome::isDone)) {
      throw trial.violated(
          "A thread that was interrupted while it waited in %s still waits after %s, while %s holds the lock.",
          form.with(timeout), Say.time(Patience.of(trial)), held);
    }
    Outcome ended = trial.join(outcome);
    if (!(ended.failure() instanceof InterruptedException)) {
      throw trial.violated(
          "A wait that was interrupted did not end with an InterruptedException: %s.", ended);
    }
    if (status[0]) {
      throw trial.violated("The interrupt status is still set although %s.", ended);
    }
    others.isRefused(lock, "while " + held + " held it, after a waiter had been interrupted");
    trial.evidence(1);
  }

  private static void interruptedOnEntry(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    for (Form form : Form.values()) {
      if (Form.BLOCKING.contains(form)) {
        for (Duration timeout : List.of(Duration.ZERO, Duration.ofMillis(20), Deadline.FOREVER)) {
          refusedWhenInterrupted(trial, others, lock, form, timeout);
        }
      } else {
        grantedWhenInterrupted(trial, others, form);
      }
    }
    LockHandle held = others.obtains(lock, "although it was free");
    Outcome refused = others.elsewhere(() -> interrupted(trial, Form.TRY, lock, Duration.ZERO));
    if (!refused.isRefusal()) {
      throw trial.violated(
          "tryAcquire() by an interrupted thread, while %s held the lock, did not answer null: %s.",
          held, refused);
    }
    held.close();
  }

  private static void refusedWhenInterrupted(
      Trial trial,
      Contenders others,
      Lockable<? extends LockHandle> lock,
      Form form,
      Duration timeout)
      throws Exception {
    Outcome outcome =
        others.elsewhere(
            () -> {
              Thread.currentThread().interrupt();
              Outcome ended = Outcome.ofCall(form, lock, timeout);
              boolean unused = Thread.interrupted();
              return ended;
            });
    if (!(outcome.failure() instanceof InterruptedException)) {
      throw trial.violated(
          "An interrupted thread asked for a free lock, and did not get an InterruptedException: %s.",
          outcome);
    }
    others.canUse(lock, "although nobody but an interrupted thread had asked for it");
    trial.evidence(1);
  }

  private static void grantedWhenInterrupted(Trial trial, Contenders others, Form form)
      throws Exception {
    Lockable<? extends LockHandle> free = trial.lockable(trial.freshName());
    Outcome outcome = others.elsewhere(() -> interrupted(trial, form, free, Patience.of(trial)));
    LockHandle handle = outcome.handle();
    if (handle == null) {
      throw trial.violated(
          "%s by an interrupted thread did not get a free lock: %s.", form, outcome);
    }
    handle.close();
    trial.evidence(1);
  }

  /** Asks with the interrupt status set; a violation if it is not kept. */
  private static Outcome interrupted(
      Trial trial, Form form, Lockable<? extends LockHandle> lock, Duration timeout)
      throws Exception {
    Thread.currentThread().interrupt();
    if (!form.isAsync()) {
      Outcome outcome = Outcome.ofCall(form, lock, timeout);
      demandStatus(trial, form);
      return outcome;
    }
    var future = Outcome.ofStart(form, lock, timeout);
    demandStatus(trial, form);
    return Patience.outcome(trial, future, form + " by an interrupted thread.");
  }

  private static void demandStatus(Trial trial, Form form) {
    if (!Thread.interrupted()) {
      throw trial.violated("%s cleared the interrupt status of the thread that called it.", form);
    }
  }

  private static void holdersStayHolders(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    LockHandle held =
        others.elsewhere(
            () -> {
              LockHandle handle = lock.acquire(Patience.of(trial));
              Thread.currentThread().interrupt();
              return handle;
            });
    String story = "while " + held + " held it, whose thread had been interrupted";
    others.isRefused(lock, story);
    for (int i = 0; i < 3; i++) {
      Waiter waiter = others.waits(lock);
      waiter.withdraw();
      Outcome outcome = waiter.outcome("although it was interrupted");
      if (outcome.isGrant()) {
        throw trial.violated(
            "A waiter that was interrupted was granted the lock while %s held it: %s.",
            held, outcome);
      }
      others.isRefused(lock, "while " + held + " held it, after a waiter had been interrupted");
      others.canUse(
          trial.lockable(trial.freshName()),
          "after a waiter for another lock had been interrupted");
      trial.evidence(1);
    }
    if (!held.isHeld()) {
      throw trial.violated(
          "%s is not held any more since its thread and waiters were interrupted.", held);
    }
    held.close();
    others.canUse(lock, "although " + held + " had been closed");
    if (trial.declares(Capability.CROSS_PROCESS)) {
      holdersStayHoldersElsewhere(trial);
    }
  }

  private static void holdersStayHoldersElsewhere(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    Worker home = trial.workers().hire();
    Lockable<? extends LockHandle> inside = trial.lockable(home.provider(), trial.freshName());
    LockHandle held = others.obtains(inside, "although it was free");
    Lockable<? extends LockHandle> outside = trial.lockable(inside.name());
    ProcessRules.requireExclusion(outside);
    boolean isHeld =
        others.elsewhere(
            () -> {
              Thread.currentThread().interrupt();
              return held.isHeld();
            });
    if (!isHeld) {
      throw trial.violated("%s is not held any more since its user was interrupted.", held);
    }
    others.isRefused(
        outside, "while " + held + ", of another process, held it, whose user was interrupted");
    for (int i = 0; i < 3; i++) {
      Waiter waiter = others.waits(inside);
      waiter.withdraw();
      Outcome outcome = waiter.outcome("although it was interrupted");
      others.isRefused(
          outside,
          "while "
              + held
              + ", of another process, held it, after an interrupt of a waiter there ("
              + outcome
              + ")");
      trial.evidence(1);
    }
    others.elsewhere(
        () -> {
          Thread.currentThread().interrupt();
          held.close();
          return held;
        });
    others.canUse(outside, "although " + held + ", of another process, had been closed");
  }
}
