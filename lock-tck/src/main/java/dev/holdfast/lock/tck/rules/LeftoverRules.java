package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.NotApplicable;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.worker.Worker;
import dev.holdfast.lock.tck.worker.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What dead processes leave behind, and who may clear it away. */
final class LeftoverRules {

  private static final int TRIES = 5;

  private LeftoverRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.ifDeclared("CRS-07", Capability.CRASH_RELEASE)
            .takesMillis(2_500)
            .stress(2)
            .text(
                "What dead processes leave behind blocks nobody, also if another process has the id of"
                    + " the dead one by now, and also if several clear it away at once. What belongs to a"
                    + " live process is never cleared away, also if its id is unknown to the one who"
                    + " looks, or is his own, as happens between containers.")
            .reason(
                "Process ids come back after a restart, and every container has its own process 1. Who"
                    + " clears away by mistake lets two in.")
            .causes(
                "A holder is known by its process id alone, and lives as long as any process has it.",
                "Clearing away and taking over are two steps, so that the second one who does both"
                    + " clears away the first one's new lock.",
                "A process id that is not known here is taken for dead.")
            .check(LeftoverRules::leftovers));
  }

  private static void leftovers(Trial trial) throws Exception {
    if (!trial.declares(Capability.CROSS_PROCESS)) {
      throw new NotApplicable("The backend does not declare CROSS_PROCESS.");
    }
    trial.workers().prepare(BreakRace.WORKERS);
    List<LossWatch> left = Workers.canIsolate() ? leftInAContainer(trial) : List.of();
    BreakRace race = new BreakRace(trial);
    Crowd time = new Crowd(trial);
    int rounds = 0;
    while (time.goesOn(rounds > 0)) {
      race.run();
      rounds++;
    }
    for (LossWatch watch : left) {
      isFree(trial, watch);
    }
    trial.evidence(rounds);
  }

  /** Answers what a process held that was killed; inside its container it was process 1. */
  private static List<LossWatch> leftInAContainer(Trial trial) throws Exception {
    List<Worker> isolated = trial.workers().hireIsolated(2);
    Worker mortal = isolated.get(0);
    Worker other = isolated.get(1);
    List<LossWatch> ours = new ArrayList<>();
    for (Lockable<? extends LockHandle> lock : Modes.all(trial)) {
      ours.add(LossWatch.over(trial, lock, "although it was free"));
    }
    List<LossWatch> theirs = PauseRules.heldBy(trial, mortal);
    for (int i = 0; i < TRIES; i++) {
      // In the order in which they were acquired: both processes may count in the same way.
      staysHeld(trial, other, theirs);
      staysHeld(trial, other, ours);
      for (LossWatch watch : theirs) {
        new Contenders(trial)
            .isRefused(Modes.rival(trial, watch.lock()), "while " + watch + " held it");
      }
      Patience.pass(Duration.ofMillis(20));
    }
    for (LossWatch watch : ours) {
      watch.handle().close();
    }
    mortal.kill();
    return theirs;
  }

  private static void isFree(Trial trial, LossWatch dead) throws Exception {
    Duration patience = Patience.of(trial).plus(trial.scaled(trial.bounds().crashRelease()));
    Lockable<? extends LockHandle> rival = Modes.rival(trial, dead.lock());
    LockHandle handle = rival.tryAcquire(patience);
    if (handle == null) {
      throw trial.violated(
          "%s was not granted within %s although its holder, %s, is dead. Inside its container it was"
              + " process 1, and there is another process 1 outside.",
          Say.lock(rival), Say.time(patience), dead);
    }
    handle.close();
    trial.evidence(1);
  }

  /** A process that cannot see the holder is refused. */
  private static void staysHeld(Trial trial, Worker other, List<LossWatch> held) {
    for (LossWatch watch : held) {
      LockHandle stolen = Modes.rival(trial, other.provider(), watch.lock()).tryAcquire();
      if (stolen != null) {
        throw trial.violated(
            "%s was granted to a process in another container while %s held it, whose process lives.",
            stolen, watch);
      }
      watch.isUntold(trial, "while a process in another container tries in vain");
      trial.evidence(1);
    }
  }
}
