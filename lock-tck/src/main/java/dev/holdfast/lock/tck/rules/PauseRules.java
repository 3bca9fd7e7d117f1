package dev.holdfast.lock.tck.rules;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What becomes of the locks of a process that is stopped, and goes on later. */
final class PauseRules {

  private static final Duration SHORTEST_STOP = Duration.ofMillis(800);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

  /** A new holder that was harmed has so long to notice. */
  private static final Duration LONGEST_AFTERMATH = Duration.ofSeconds(1);

  private PauseRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.ifDeclared("CRS-05", Capability.CROSS_PROCESS)
            .takesMillis(1200)
            .stress(1)
            .text(
                "A process that is stopped keeps its locks, if the backend has no lease. If it has one,"
                    + " the next holder comes not before the lease is over, and within the bound for"
                    + " crashes; the process that goes on learns that it has lost the lock, and neither"
                    + " what it does by then nor close() harms the next holder.")
            .reason(
                "Garbage collections, suspended machines and debuggers stop processes at any point. A"
                    + " process cannot notice that it does not run.")
            .causes(
                "The holder is known by a sign of life that others judge by another clock or limit.",
                "close() of the old handle deletes what the lock is made of, and so the new one's.",
                "The next sign of life of the old holder overwrites the new one.",
                "The holder asks its own memory whether the lease is over, and not the time.")
            .check(PauseRules::stoppedHolder));
  }

  private static void stoppedHolder(Trial trial) throws Exception {
    Worker worker = trial.workers().hire();
    List<LossWatch> held = heldBy(trial, worker);
    worker.pause();
    long stoppedAt = System.nanoTime();
    if (trial.bounds().lease().isZero()) {
      keepsItsLocks(trial, worker, held);
    } else {
      losesThem(trial, worker, held, stoppedAt);
    }
    trial.evidence(held.size());
  }

  /** Locks of every mode that a worker holds. */
  static List<LossWatch> heldBy(Trial trial, Worker worker) throws Exception {
    List<LossWatch> held = new ArrayList<>();
    for (Lockable<? extends LockHandle> lock : Modes.all(trial)) {
      held.add(
          LossWatch.over(
              trial,
              Modes.through(trial, worker.provider(), lock),
              "to another process although it was free"));
    }
    return held;
  }

  private static void keepsItsLocks(Trial trial, Worker worker, List<LossWatch> held)
      throws Exception {
    Contenders others = new Contenders(trial);
    Duration stop = trial.budget();
    stop = stop.compareTo(SHORTEST_STOP) < 0 ? SHORTEST_STOP : stop;
    stop = stop.compareTo(LONGEST_STOP) > 0 ? LONGEST_STOP : stop;
    long began = System.nanoTime();
    String story = "while a process that is stopped held it, by ";
    while (Duration.ofNanos(System.nanoTime() - began).compareTo(stop.dividedBy(2)) < 0) {
      for (LossWatch watch : held) {
        others.isRefused(Modes.rival(trial, watch.lock()), story + watch);
      }
      Patience.pass(Duration.ofMillis(20));
    }
    List<Waiter> waiters = new ArrayList<>();
    for (LossWatch watch : held) {
      waiters.add(others.waits(Modes.rival(trial, watch.lock())));
    }
    Patience.pass(stop.dividedBy(2));
    for (int i = 0; i < held.size(); i++) {
      waiters.get(i).stillWaits(story + held.get(i));
    }
    worker.resume();
    for (LossWatch watch : held) {
      watch.isUntold(trial, "although its process was merely stopped for " + Say.time(stop));
    }
    for (int i = 0; i < held.size(); i++) {
      LossWatch watch = held.get(i);
      watch.handle().close();
      waiters
          .get(i)
          .granted("although " + watch + ", whose process had been stopped, was closed")
          .close();
    }
  }

  private static void losesThem(Trial trial, Worker worker, List<LossWatch> held, long stoppedAt)
      throws Exception {
    List<Heir> heirs = new ArrayList<>();
    for (LossWatch watch : held) {
      heirs.add(new Heir(trial, watch, stoppedAt));
    }
    for (Heir heir : heirs) {
      heir.inherits();
    }
    long resumedAt = System.nanoTime();
    worker.resume();
    for (Heir heir : heirs) {
      heir.isLearnt(resumedAt);
    }
    heirs.forEach(Heir::isSucceeded);
    Duration aftermath = trial.bounds().lostDetection();
    Patience.pass(aftermath.compareTo(LONGEST_AFTERMATH) > 0 ? LONGEST_AFTERMATH : aftermath);
    for (Heir heir : heirs) {
      heir.isUnharmed();
    }
  }

  /**
   * A process that stops right after its locks were granted, and goes on before their lease is
   * over, reports no loss by then: nothing can be lost yet.
   */
  static void pauseWithinTheLease(Trial trial) throws Exception {
    Worker worker = trial.workers().hire();
    Duration lease = trial.bounds().lease();
    List<LossWatch> held = heldBy(trial, worker);
    worker.pause();
    Patience.pass(lease.multipliedBy(6).dividedBy(10));
    worker.resume();
    for (LossWatch watch : held) {
      boolean told =
          Patience.before(watch.since() + lease.toNanos(), watch::isTold)
              && watch.toldAfter(watch.since()).compareTo(lease) < 0;
      if (told) {
        throw trial.violated(
            "%s was reported lost %s after it was asked for: %s. Its lease is %s, so that it cannot have"
                + " been lost.",
            watch,
            Say.time(watch.toldAfter(watch.since())),
            LossWatch.said(requireNonNull(watch.news())),
            Say.time(lease));
      }
    }
    for (LossWatch watch : held) {
      watch.handle().close();
    }
    trial.evidence(held.size());
  }
}
