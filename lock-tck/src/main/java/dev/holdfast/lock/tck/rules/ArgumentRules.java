package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedReaderWriterLockProvider;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Wrong arguments. */
final class ArgumentRules {

  private ArgumentRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("ARG-01")
            .onEachExclusiveLock()
            .text(
                "A null name or duration is answered with a NullPointerException, a negative duration"
                    + " with an IllegalArgumentException, both thrown at once, by the asynchronous forms"
                    + " too, whether the lock is free or held. Nothing has changed then.")
            .reason("A mistake that is reported where it is made is found in minutes.")
            .causes(
                "A negative timeout is taken for 'for ever', or for zero.",
                "Arguments are looked at only if the lock is held.")
            .check(ArgumentRules::wrongArgumentsAreThrownAtOnce));
  }

  private static void wrongArgumentsAreThrownAtOnce(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    durations(trial, lock, "free");
    others.canUse(lock, "although only wrong arguments had been passed");
    LockHandle held = others.obtains(lock, "although it was free");
    durations(trial, lock, "held");
    if (held instanceof UpgradeableLockHandle upgradeable) {
      upgrades(trial, upgradeable);
    }
    others.isRefused(lock, "while " + held + " held it, after wrong arguments had been passed");
    held.close();
    others.canUse(lock, "although " + held + " had been closed");
    names(trial);
  }

  private static void durations(Trial trial, Lockable<? extends LockHandle> lock, String state)
      throws Exception {
    List<Duration> negative =
        List.of(Duration.ofNanos(-1), Duration.ofDays(-1), Duration.ofSeconds(Long.MIN_VALUE));
    for (Form form : Form.values()) {
      if (!form.isTimed()) {
        continue;
      }
      for (Duration timeout : negative) {
        demand(
            trial,
            IllegalArgumentException.class,
            form.with(timeout) + " on a lock that is " + state,
            () -> call(form, lock, timeout));
      }
      demand(
          trial,
          NullPointerException.class,
          form + " without a timeout on a lock that is " + state,
          () -> call(form, lock, nothing()));
    }
  }

  private static void upgrades(Trial trial, UpgradeableLockHandle handle) throws Exception {
    Duration negative = Duration.ofNanos(-1);
    demand(
        trial,
        IllegalArgumentException.class,
        "tryUpgrade(PT-0.000000001S)",
        () -> handle.tryUpgrade(negative));
    demand(
        trial,
        IllegalArgumentException.class,
        "tryUpgradeAsync(PT-0.000000001S)",
        () -> handle.tryUpgradeAsync(negative));
    demand(
        trial,
        IllegalArgumentException.class,
        "upgradeAsync(PT-0.000000001S)",
        () -> handle.upgradeAsync(negative));
    demand(
        trial, NullPointerException.class, "tryUpgrade(null)", () -> handle.tryUpgrade(nothing()));
    demand(
        trial,
        NullPointerException.class,
        "tryUpgradeAsync(null)",
        () -> handle.tryUpgradeAsync(nothing()));
  }

  private static void names(Trial trial) throws Exception {
    if (trial.provider() instanceof DistributedLockProvider provider) {
      demand(trial, NullPointerException.class, "lock(null)", () -> provider.lock(nothing()));
    }
    if (trial.provider() instanceof DistributedReaderWriterLockProvider provider) {
      demand(
          trial,
          NullPointerException.class,
          "readerWriterLock(null)",
          () -> provider.readerWriterLock(nothing()));
    }
    if (trial.provider() instanceof DistributedSemaphoreProvider provider) {
      demand(
          trial,
          NullPointerException.class,
          "semaphore(null, 1)",
          () -> provider.semaphore(nothing(), 1));
    }
  }

  private static @Nullable Object call(
      Form form, Lockable<? extends LockHandle> lock, Duration timeout) throws Exception {
    return form.isAsync() ? form.start(lock, timeout) : form.call(lock, timeout);
  }

  /** A null where none is allowed: that is what the check is about. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }

  private static void demand(
      Trial trial,
      Class<? extends RuntimeException> expected,
      String call,
      Callable<? extends @Nullable Object> action)
      throws Exception {
    Object answer;
    try {
      answer = Patience.outcome(trial, trial.fork("mistaken", action), call + " has not returned.");
    } catch (Exception e) {
      if (expected.isInstance(e)) {
        trial.evidence(1);
        return;
      }
      throw trial.violated("%s threw %s; not a %s.", call, e, expected.getSimpleName());
    }
    throw trial.violated(
        "%s did not throw a %s but answered %s.", call, expected.getSimpleName(), answer);
  }
}
