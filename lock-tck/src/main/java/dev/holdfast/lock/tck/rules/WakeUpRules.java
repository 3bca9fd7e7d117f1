package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Wake-ups that mean nothing. */
final class WakeUpRules {

  private WakeUpRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("INT-05")
            .onEachExclusiveLock()
            .text(
                "Wake-ups that mean nothing (a stray unpark, a notifyAll on the objects that users see)"
                    + " end no wait and grant nothing.")
            .reason("Both are allowed to happen at any time, and other libraries cause them.")
            .causes("The wait is not in a loop, or takes every wake-up for its own.")
            .check(WakeUpRules::strayWakeUpsMeanNothing));
  }

  private static void strayWakeUpsMeanNothing(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    LockHandle held = others.obtains(lock, "although it was free");
    List<Waiter> waiters = new ArrayList<>();
    Duration timeout = Duration.ofMillis(40);
    waiters.add(others.waits(lock));
    waiters.add(others.waits(trial.lockable(lock.name()), Form.ACQUIRE_TIMED, Duration.ofHours(1)));
    waiters.add(others.waits(trial.lockable(lock.name()), Form.TRY_TIMED, timeout));
    long end = System.nanoTime() + 30_000_000;
    while (System.nanoTime() - end < 0) {
      for (Waiter waiter : waiters) {
        LockSupport.unpark(waiter.thread());
      }
      for (Object visible : List.of(lock, held, trial.provider())) {
        synchronized (visible) {
          visible.notifyAll();
        }
      }
      LockSupport.parkNanos(50_000);
    }
    waiters.get(0).stillWaits("after stray wake-ups, while " + held + " held it");
    waiters.get(1).stillWaits("after stray wake-ups, while " + held + " held it");
    Outcome timed = waiters.get(2).outcome("long after its timeout");
    if (timed.isGrant() || timed.elapsed().compareTo(timeout.minusMillis(1)) < 0) {
      throw trial.violated(
          "Stray wake-ups ended a wait early, while %s held the lock: %s.", held, timed);
    }
    held.close();
    others.serveAll(
        lock, waiters.subList(0, 2), "after stray wake-ups, although " + held + " had been closed");
    trial.evidence(3);
  }
}
