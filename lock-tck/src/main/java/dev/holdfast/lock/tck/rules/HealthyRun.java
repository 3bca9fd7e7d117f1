package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.Inconclusive;
import dev.holdfast.lock.tck.engine.RuleViolation;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Holders of all modes, in this process and in one that pauses again and again, and others who try
 * to get in.
 */
final class HealthyRun {

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int FEWEST_PAUSES = 2;

  private final Trial trial;
  private final Contenders others;
  private final List<LossWatch> held = new ArrayList<>();
  private Duration longestPause = Duration.ZERO;
  private long tries;

  HealthyRun(Trial trial) {
    this.trial = trial;
    this.others = new Contenders(trial);
  }

  void run() throws Exception {
    for (Lockable<? extends LockHandle> lock : Modes.all(trial)) {
      held.add(LossWatch.over(trial, lock, "although it was free"));
    }
    int pauses = 0;
    try {
      if (trial.declares(Capability.CROSS_PROCESS)) {
        pauses = beside(trial.workers().hire());
      } else {
        alone();
      }
      for (LossWatch watch : held) {
        watch.isUntold(trial, "in a healthy run, with " + pauses + " pauses of 200 ms");
      }
    } catch (RuleViolation e) {
      blameTheMachine(e);
      throw e;
    }
    for (LossWatch watch : held) {
      watch.handle().close();
    }
    for (LossWatch watch : held) {
      others.canUse(Modes.rival(trial, watch.lock()), "although " + watch + " had been closed");
    }
    trial.evidence(tries + pauses);
  }

  /** Answers how often the worker has paused. */
  private int beside(Worker worker) throws Exception {
    held.addAll(PauseRules.heldBy(trial, worker));
    Crowd time = new Crowd(trial);
    int pauses = 0;
    while (time.goesOn(pauses >= FEWEST_PAUSES)) {
      long began = System.nanoTime();
      worker.pause();
      nobodyGetsIn(PAUSE);
      worker.resume();
      Duration taken = Duration.ofNanos(System.nanoTime() - began);
      longestPause = taken.compareTo(longestPause) > 0 ? taken : longestPause;
      nobodyGetsIn(PAUSE);
      pauses++;
    }
    return pauses;
  }

  private void alone() throws Exception {
    Crowd time = new Crowd(trial);
    while (time.goesOn(tries >= 2)) {
      nobodyGetsIn(PAUSE);
    }
  }

  private void nobodyGetsIn(Duration howLong) throws Exception {
    long end = System.nanoTime() + howLong.toNanos();
    do {
      for (LossWatch watch : held) {
        others.isRefused(
            Modes.rival(trial, watch.lock()), "in a healthy run while " + watch + " held it");
      }
      tries++;
      Patience.pass(Duration.ofMillis(10));
    } while (System.nanoTime() - end < 0);
  }

  /** A lease may be over for good if the machine has paused instead of the worker. */
  private void blameTheMachine(RuleViolation found) {
    Duration lease = trial.bounds().lease();
    Duration silence = longestPause.plus(trial.worstStall().multipliedBy(4));
    if (!lease.isZero() && silence.compareTo(lease.dividedBy(2)) > 0) {
      throw new Inconclusive(
          "The machine has stalled for %s, so that a lease of %s may have been over: %s"
              .formatted(Say.time(trial.worstStall()), Say.time(lease), found.getMessage()));
    }
  }
}
