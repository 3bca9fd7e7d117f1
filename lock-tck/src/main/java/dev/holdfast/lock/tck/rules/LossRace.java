package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.BackendUnavailable;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Handles of every mode that are closed while their locks are lost: some at the moment at which the
 * lock is taken away, others by a listener and by another thread when the loss is told.
 */
final class LossRace {

  private final Trial trial;
  private final LossFault fault;
  private final Contenders others;

  private LossRace(Trial trial, LossFault fault) {
    this.trial = trial;
    this.fault = fault;
    this.others = new Contenders(trial);
  }

  /** Runs with whatever faults the backend offers; without any, there is nothing to race with. */
  static void run(Trial trial) throws Exception {
    for (LossFault fault : LossFault.values()) {
      new LossRace(trial, fault).run();
    }
  }

  private void run() throws Exception {
    List<Contestant> contestants = new ArrayList<>();
    try (Partner closer = new Partner(trial, "closer of what is lost")) {
      for (boolean early : new boolean[] {false, true}) {
        for (Lockable<? extends LockHandle> lock : Modes.all(trial)) {
          var contestant = new Contestant(LossWatch.over(trial, lock, "although it was free"));
          if (early ? closeWhenTaken(contestant, closer) : take(contestant)) {
            contestants.add(contestant);
          } else {
            contestant.handle().close(); // this one cannot be lost
          }
        }
      }
      for (Contestant contestant : contestants) {
        contestant.settle(closer);
      }
    }
  }

  private boolean take(Contestant contestant) throws Exception {
    contestant.closesWhenTold();
    return fault.takes(trial, contestant.watch);
  }

  private boolean closeWhenTaken(Contestant contestant, Partner closer) throws Exception {
    contestant.told.set(true); // or never will be
    LockHandle handle = contestant.handle();
    long together = System.nanoTime() + 60_000;
    closer.begin(() -> ReleaseRules.closeAt(handle, together));
    Patience.await(together + trial.random().nextInt(40_000) - 20_000);
    boolean taken;
    try {
      taken = fault.takes(trial, contestant.watch);
    } catch (BackendUnavailable e) {
      if (handle.isHeld()) {
        throw e;
      }
      taken = true; // the close came first, and what is not held cannot be lost
    }
    Object unused =
        closer.result(Object.class, "it closes " + handle + " while its lock is taken away");
    return taken;
  }

  /** A handle that is lost and closed. */
  private final class Contestant {

    private final LossWatch watch;
    private final AtomicBoolean called = new AtomicBoolean();
    private final AtomicBoolean told = new AtomicBoolean();

    Contestant(LossWatch watch) {
      this.watch = watch;
    }

    LockHandle handle() {
      return watch.handle();
    }

    void closesWhenTold() {
      var unused =
          handle()
              .lost()
              .thenRun(
                  () -> {
                    called.set(true);
                    handle().close();
                    told.set(true);
                  });
    }

    /** Closes it once more, as soon as the loss is told, and looks whether all is in order. */
    void settle(Partner closer) throws Exception {
      if (!told.get()) {
        Duration most = trial.scaled(trial.bounds().lostDetection());
        if (!Patience.until(trial, most, called::get)) {
          handle().close(); // that a loss is told is demanded elsewhere
          return;
        }
        closer.begin(() -> ReleaseRules.closeAt(handle(), System.nanoTime()));
        Object unused =
            closer.result(Object.class, "it closes " + handle() + " while its loss is told");
      }
      if (!Patience.until(trial, told::get)) {
        throw trial.violated(
            "A listener of %s that closes the handle has not come back; its lock was taken away by"
                + " %s.",
            handle(), fault);
      }
      if (handle().isHeld()) {
        throw trial.violated("%s is held although it was closed and lost.", handle());
      }
      if (watch.times() > 1) {
        throw trial.violated(
            "The loss of %s, which was closed meanwhile, was reported %d times.",
            handle(), watch.times());
      }
      String story = "although " + handle() + " had been lost and closed";
      CrashRules.obtains(trial, watch.lock(), story).close();
      others.canUse(watch.lock(), story);
      trial.evidence(1);
    }
  }
}
