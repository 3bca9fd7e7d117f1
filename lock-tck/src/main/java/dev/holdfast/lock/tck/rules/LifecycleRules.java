package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.ProviderClosedException;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.Bound;
import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.RuleViolation;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The end of a provider. */
final class LifecycleRules {

  private LifecycleRules() {}

  static List<Rule> all() {
    return List.of(
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
    trial.observed(Bound.PROVIDER_CLOSE, taken);
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
}
