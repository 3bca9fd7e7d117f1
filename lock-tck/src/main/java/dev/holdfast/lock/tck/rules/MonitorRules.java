package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

/** The monitors of the objects that users see. */
final class MonitorRules {

  private MonitorRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("RES-02")
            .onEachExclusiveLock()
            .text(
                "Users may hold the monitor of any object that they can see, the lock object, the handle,"
                    + " the provider, the interned name: it blocks nobody who acquires or releases.")
            .reason(
                "Objects that users see are objects that users synchronize on, and string literals belong to the whole JVM.")
            .causes(
                "Methods of the lock object or the provider are synchronized.",
                "The interned name is used as an internal lock.")
            .check(MonitorRules::foreignMonitorsBlockNobody));
  }

  private static void foreignMonitorsBlockNobody(Trial trial) throws Exception {
    String name = trial.freshName().intern();
    Lockable<? extends LockHandle> lock = trial.lockable(name);
    Contenders others = new Contenders(trial);
    LockHandle held = others.obtains(lock, "although it was free");
    CountDownLatch leave = new CountDownLatch(1);
    try {
      for (Object visible : List.of(name, lock, held, trial.provider(), lock.id())) {
        occupy(trial, visible, leave);
      }
      Waiter thread = others.asks(lock, Form.ACQUIRE, Deadline.FOREVER);
      Waiter future =
          unblocked(
              trial,
              "asynchronous acquisition",
              () -> others.waits(lock, Form.ACQUIRE_ASYNC, Deadline.FOREVER));
      Object unused =
          unblocked(trial, "tryAcquire()", () -> Outcome.ofCall(Form.TRY, lock, Duration.ZERO));
      Object unused2 =
          unblocked(
              trial,
              "close()",
              () -> {
                held.close();
                return held;
              });
      others.serveAll(lock, List.of(thread, future), "while a user held monitors");
    } finally {
      leave.countDown();
    }
    waitersOccupyNoMonitor(trial, others, lock);
    trial.evidence(5);
  }

  private static <T> T unblocked(Trial trial, String what, Callable<T> action) throws Exception {
    return Patience.outcome(
        trial,
        trial.fork("user", action),
        what
            + " waits for a monitor that a user holds: of the lock object, the handle, the provider"
            + " or the name.");
  }

  private static void occupy(Trial trial, Object visible, CountDownLatch leave) throws Exception {
    CountDownLatch occupied = new CountDownLatch(1);
    trial.fork(
        "occupant",
        () -> {
          synchronized (visible) {
            occupied.countDown();
            leave.await();
          }
          return visible;
        });
    occupied.await();
  }

  /** The reverse: while somebody waits for the lock, the monitors of what users see are free. */
  private static void waitersOccupyNoMonitor(
      Trial trial, Contenders others, Lockable<? extends LockHandle> lock) throws Exception {
    LockHandle held = others.obtains(lock, "although it was free");
    Waiter waiter = others.waits(lock);
    for (Object visible : List.of(lock, held, trial.provider())) {
      Future<Object> visitor =
          trial.fork(
              "visitor",
              () -> {
                synchronized (visible) {
                  return visible;
                }
              });
      Object unused =
          Patience.outcome(
              trial,
              visitor,
              "a waiter occupies the monitor of " + visible + ", which users can see.");
    }
    held.close();
    waiter.granted("although " + held + " had been closed").close();
  }
}
