package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.ProviderClosedException;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.RuleViolation;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

/** The end of a provider, and the monitors of objects that users see. */
final class LifecycleRules {

  private LifecycleRules() {}

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
            .check(LifecycleRules::foreignMonitorsBlockNobody),
        RuleDraft.must("LIF-01")
            .onEachExclusiveLock()
            .text(
                "Closing a provider ends the waits of its users within the declared bound, with a"
                    + " ProviderClosedException, and grants nothing any more; later acquisitions throw an"
                    + " IllegalStateException. Handles that are held stay held until they are closed."
                    + " Closing twice is harmless; other providers are not affected.")
            .reason(
                "A shutdown that leaves threads waiting never ends; one that releases held locks lets others in too early.")
            .causes(
                "Waiters are forgotten when the provider closes.",
                "Closing the connection drops what is held.",
                "State that providers share is closed with the first of them.")
            .check(LifecycleRules::closeEndsWaits));
  }

  private static void closeEndsWaits(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    LockProvider doomed = trial.openSibling();
    String name = trial.freshName();
    Lockable<? extends LockHandle> ours = trial.lockable(name);
    Lockable<? extends LockHandle> theirs = trial.lockable(doomed, name);
    Lockable<? extends LockHandle> kept = trial.lockable(doomed, trial.freshName());
    LockHandle held = others.obtains(ours, "although it was free");
    LockHandle survivor = others.obtains(kept, "although it was free");
    List<Waiter> waiters = new ArrayList<>();
    for (Form form :
        List.of(Form.ACQUIRE, Form.TRY_TIMED, Form.ACQUIRE_ASYNC, Form.TRY_ASYNC_TIMED)) {
      waiters.add(others.waits(theirs, form, Duration.ofHours(1)));
    }
    Waiter bystander = others.waits(ours);
    long start = System.nanoTime();
    doomed.close();
    for (Waiter waiter : waiters) {
      Outcome outcome = waiter.outcome("although its provider has been closed");
      if (!(outcome.failure() instanceof ProviderClosedException)) {
        throw trial.violated(
            "A wait did not end with a ProviderClosedException when its provider was closed: %s.",
            outcome);
      }
      trial.evidence(1);
    }
    prompt(trial, Duration.ofNanos(System.nanoTime() - start));
    doomed.close();
    bystander.stillWaits("when another provider of its name space was closed");
    refusesAll(trial, theirs);
    survives(trial, others, survivor, kept.name());
    held.close();
    bystander.granted("although " + held + " had been closed").close();
    others.canUse(ours, "after another provider of its name space, with waiters, was closed");
    if (theirs.mode() == LockMode.UPGRADEABLE && trial.offers(Primitive.UPGRADEABLE)) {
      closeEndsAnUpgrade(trial, others);
    }
  }

  private static void prompt(Trial trial, Duration taken) {
    Duration bound =
        trial
            .scaled(trial.bounds().providerClose().plusMillis(500))
            .plus(trial.worstStall().multipliedBy(4));
    if (taken.compareTo(bound) > 0) {
      throw trial.violated(
          "Waits ended %s after their provider was closed; the bound is %s.",
          Say.time(taken), Say.time(bound));
    }
  }

  private static void refusesAll(Trial trial, Lockable<? extends LockHandle> lock) {
    for (Form form : Form.values()) {
      Object answer;
      try {
        answer =
            form.isAsync()
                ? form.start(lock, Duration.ofMillis(5))
                : form.call(lock, Duration.ofMillis(5));
      } catch (IllegalStateException e) {
        trial.evidence(1);
        continue;
      } catch (Exception e) {
        throw trial.violated(
            "%s after the provider was closed threw %s; not an IllegalStateException.", form, e);
      }
      throw trial.violated(
          "%s after the provider was closed did not throw but answered %s.",
          form, String.valueOf(answer));
    }
  }

  private static void survives(Trial trial, Contenders others, LockHandle survivor, String name)
      throws Exception {
    if (!survivor.isHeld()) {
      throw trial.violated("%s is not held any more since its provider was closed.", survivor);
    }
    Lockable<? extends LockHandle> lock = trial.lockable(name);
    others.isRefused(lock, "while " + survivor + " held it, whose provider had been closed");
    survivor.close();
    others.canUse(lock, "although " + survivor + " had been closed, after its provider");
  }

  private static void closeEndsAnUpgrade(Trial trial, Contenders others) throws Exception {
    LockProvider doomed = trial.openSibling();
    String name = trial.freshName();
    LockHandle reader = others.obtains(trial.upgradeable(name).readLock(), "although it was free");
    UpgradeableLockHandle handle =
        trial.upgradeable(doomed, name).upgradeableReadLock().acquire(Patience.of(trial));
    CompletableFuture<UpgradeableLockHandle> upgrade = handle.upgradeAsync();
    doomed.close();
    try {
      Object unused =
          Patience.outcome(
              trial, upgrade, "the upgrade of " + handle + ", whose provider was closed.");
      throw trial.violated(
          "%s was upgraded although a reader was inside and its provider closed.", handle);
    } catch (ProviderClosedException e) {
      trial.evidence(1);
    } catch (RuleViolation e) {
      throw e;
    }
    others.isRefused(
        trial.upgradeable(name).upgradeableReadLock(),
        "while " + handle + " held it, whose provider had been closed");
    handle.close();
    reader.close();
    others.canUse(trial.upgradeable(name).writeLock(), "although everybody had left");
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
