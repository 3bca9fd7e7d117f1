package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Bound;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.TooLittleSeen;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/** Processes that die with a lock, or while they wait for one. */
final class CrashRules {

  private static final int ROUNDS = 3;
  private static final int MOST_ROUNDS = 12;

  private CrashRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.ifDeclared("CRS-01", Capability.CRASH_RELEASE)
            .takesMillis(900)
            .text(
                "When a process is killed that holds a lock, the next waiter gets it within the"
                    + " declared bound, in whatever process and mode. Other locks, held by other"
                    + " processes, are not affected.")
            .reason("Processes die: of memory, of deployments, of the machine that they run on.")
            .causes(
                "A file or row with the name of the holder is the lock, and nobody looks whether the"
                    + " holder is alive.",
                "What cleans up after the dead runs only when a provider is opened.")
            .check(CrashRules::theLocksOfTheDeadBecomeFree),
        RuleDraft.ifDeclared("CRS-02", Capability.CRASH_RELEASE)
            .takesMillis(900)
            .text(
                "When a process is killed that waits for a lock, also at the very instant at which it"
                    + " is granted, nothing is consumed: those behind it are served within the declared"
                    + " bound, and every permit is there.")
            .reason(
                "A queue that waits for somebody who is dead is as good as a lock that is held.")
            .causes(
                "The lock is handed to the first in a queue that only its own process shortens.",
                "The grant is recorded before the process that is to have it knows of it.")
            .check(CrashRules::deadWaitersConsumeNothing));
  }

  /** How long a lock may stay held after the death of its holder, and be waited for. */
  static Duration bound(Trial trial) {
    return trial
        .scaled(trial.bounds().crashRelease().plusMillis(250))
        .plus(trial.bounds().pollInterval().multipliedBy(2));
  }

  /** The lock becomes free sooner or later, after a crash; somebody else acquires it. */
  static LockHandle obtains(Trial trial, Lockable<? extends LockHandle> lock, String situation)
      throws Exception {
    Waiter waiter =
        new Contenders(trial).asks(lock, Form.TRY_TIMED, bound(trial).plus(Patience.of(trial)));
    boolean unused = Patience.until(trial, bound(trial), waiter::hasEnded);
    return waiter.granted(situation);
  }

  private static void theLocksOfTheDeadBecomeFree(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    Worker neighbour = trial.workers().hire();
    trial.workers().prepare(2);
    List<LockHandle> untouched = new ArrayList<>();
    List<Lockable<? extends LockHandle>> theirs = Modes.all(trial);
    for (Lockable<? extends LockHandle> lock : theirs) {
      untouched.add(
          others.obtains(Modes.through(trial, neighbour.provider(), lock), "although it was free"));
    }
    for (int round = 0; round < ROUNDS; round++) {
      trial.within(
          bound(trial),
          "The release of the locks of a process that was killed",
          () -> killOneThatHolds(trial, others, neighbour));
    }
    for (int i = 0; i < theirs.size(); i++) {
      String story =
          "while " + untouched.get(i) + " held it, after other processes had been killed";
      others.isRefused(Modes.rival(trial, theirs.get(i)), story);
      if (!untouched.get(i).isHeld()) {
        throw trial.violated(
            "%s is not held any more since other processes were killed.", untouched.get(i));
      }
      untouched.get(i).close();
      others.canUse(theirs.get(i), "although " + untouched.get(i) + " had been closed");
    }
  }

  private static Duration killOneThatHolds(Trial trial, Contenders others, Worker neighbour)
      throws Exception {
    List<Lockable<? extends LockHandle>> locks = Modes.all(trial);
    Worker victim = trial.workers().hire();
    trial.workers().prepare(1);
    List<LockHandle> held = new ArrayList<>();
    List<Waiter> here = new ArrayList<>();
    List<Waiter> there = new ArrayList<>();
    for (Lockable<? extends LockHandle> lock : locks) {
      LockHandle handle =
          others.obtains(Modes.through(trial, victim.provider(), lock), "although it was free");
      others.isRefused(
          Modes.rival(trial, lock), "while " + handle + ", of another process, held it");
      held.add(handle);
      here.add(others.waits(Modes.rival(trial, lock)));
      there.add(others.waits(Modes.rival(trial, neighbour.provider(), lock)));
    }
    victim.kill();
    Duration latest = Duration.ZERO;
    for (int i = 0; i < locks.size(); i++) {
      List<Waiter> both = List.of(here.get(i), there.get(i));
      boolean unused =
          Patience.until(
              trial, bound(trial), () -> both.stream().anyMatch(waiter -> waiter.hasEnded()));
      latest = Duration.ofNanos(System.nanoTime() - victim.killedAt());
      others.serveAll(
          Modes.rival(trial, locks.get(i)),
          both,
          "although the process of " + held.get(i) + " had been killed");
      trial.evidence(1);
    }
    trial.observed(Bound.CRASH_RELEASE, latest);
    return latest;
  }

  private static void deadWaitersConsumeNothing(Trial trial) throws Exception {
    trial.workers().prepare(2);
    killOneThatWaits(trial);
    int granted = 0;
    int waiting = 0;
    for (int round = 0;
        round < ROUNDS || (round < MOST_ROUNDS && (granted == 0 || waiting == 0));
        round++) {
      List<Waiter> waits = killOneThatIsGranted(trial);
      int grants = 0;
      for (Waiter wait : waits) {
        grants += wait.outcome("although its process is dead").isGrant() ? 1 : 0;
      }
      granted += grants;
      waiting += waits.size() - grants;
    }
    if (granted == 0 || waiting == 0) {
      throw new TooLittleSeen(
          "Of those that were killed, "
              + granted
              + " had just been granted the lock, and "
              + waiting
              + " not yet; both are needed.");
    }
  }

  private static void killOneThatWaits(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    Worker victim = trial.workers().hire();
    List<Lockable<? extends LockHandle>> locks = Modes.all(trial);
    List<LockHandle> held = new ArrayList<>();
    List<Waiter> behind = new ArrayList<>();
    for (Lockable<? extends LockHandle> lock : locks) {
      LockHandle handle = others.obtains(lock, "although it was free");
      held.add(handle);
      Lockable<? extends LockHandle> rival = Modes.rival(trial, victim.provider(), lock);
      Waiter blocking = others.waits(rival);
      Waiter pending = others.waits(rival, Form.ACQUIRE_ASYNC, Deadline.FOREVER);
      behind.add(others.waits(Modes.rival(trial, lock)));
      blocking.stillWaits("while " + handle + " held it");
      pending.stillWaits("while " + handle + " held it");
    }
    victim.kill();
    for (int i = 0; i < locks.size(); i++) {
      Lockable<? extends LockHandle> lock = locks.get(i);
      String story = "; a process that waited for it had been killed";
      if (lock.mode() == LockMode.READ) {
        behind.get(i).withdraw(); // else it is this one that holds up readers
        obtains(trial, lock, "to a reader while only readers held it" + story).close();
      }
      held.get(i).close();
      boolean unused = Patience.until(trial, bound(trial), behind.get(i)::hasEnded);
      String closed = "although " + held.get(i) + " had been closed" + story;
      if (lock.mode() != LockMode.READ) {
        behind.get(i).granted(closed).close();
      }
      obtains(trial, Modes.rival(trial, lock), closed).close();
      trial.evidence(1);
    }
  }

  /**
   * Kills it while it is being granted one lock after the other, as soon as some of its grants have
   * been seen, so that others are under way; answers its waits.
   */
  private static List<Waiter> killOneThatIsGranted(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    Worker victim = trial.workers().hire();
    trial.workers().prepare(1);
    List<Lockable<? extends LockHandle>> locks = new ArrayList<>(Modes.all(trial));
    locks.addAll(Modes.all(trial));
    List<LockHandle> held = new ArrayList<>();
    List<Waiter> waits = new ArrayList<>();
    for (Lockable<? extends LockHandle> lock : locks) {
      held.add(others.here(lock, "although it was free"));
      waits.add(
          others.waits(
              Modes.rival(trial, victim.provider(), lock), Form.ACQUIRE_ASYNC, Deadline.FOREVER));
    }
    int enough = trial.random().nextInt(1, waits.size());
    Future<?> kill =
        trial.fork(
            "killer",
            () -> {
              boolean unused =
                  Patience.until(
                      trial, () -> waits.stream().filter(Waiter::hasEnded).count() >= enough);
              victim.kill();
              return victim;
            });
    held.forEach(LockHandle::close);
    Object unused = trial.join(kill);
    for (int i = 0; i < locks.size(); i++) {
      obtains(
              trial,
              Modes.rival(trial, locks.get(i)),
              "although "
                  + held.get(i)
                  + " had been closed, and the process that waited for it had been killed")
          .close();
      trial.evidence(1);
    }
    return waits;
  }
}
