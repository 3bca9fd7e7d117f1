package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What close() does when others act at the same time. */
final class ReleaseRules {

  private ReleaseRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("HDL-04")
            .stress(2)
            .onEachExclusiveLock()
            .text(
                "However many threads close a handle at the same time, it is released exactly once.")
            .reason("A lock that is released twice lets two in, much later and somewhere else.")
            .causes(
                "'if (!closed) { closed = true; release(); }' without a lock or a compare-and-set.")
            .check(ReleaseRules::concurrentClosesReleaseOnce),
        RuleDraft.must("HDL-08")
            .stress(1)
            .onEachExclusiveLock()
            .text(
                "When close() has returned, or the future of closeAsync() has completed, the lock is"
                    + " free: a try that competes with nobody succeeds at once, from any thread and"
                    + " through any provider.")
            .reason(
                "Code that releases and asks again, or tells a peer to go ahead, relies on it; tests of"
                    + " users do all the time.")
            .causes(
                "The release is done by another thread, or in a batch.",
                "Caches of several nodes or providers learn of the release later.")
            .check(ReleaseRules::releaseIsSynchronous),
        RuleDraft.must("HDL-09")
            .stress(1)
            .onEachExclusiveLock()
            .text(
                "close() may race with an upgrade, a downgrade, the loss of the lock, or the close of the"
                    + " provider, and a listener may close what was lost: nothing leaks, nothing is"
                    + " released twice, nobody hangs.")
            .reason("Shutdown is when all of these meet.")
            .causes(
                "Provider close and handle close take two internal locks in opposite orders.",
                "An upgrade that is granted after the close turns the released handle into a writer.",
                "The listeners of a loss run under a lock that close() takes as well.")
            .check(ReleaseRules::closeRacesHarmlessly));
  }

  private static void concurrentClosesReleaseOnce(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Contenders others = new Contenders(trial);
    Crowd time = new Crowd(trial);
    int rounds = 0;
    try (Partner one = new Partner(trial, "closer-1");
        Partner two = new Partner(trial, "closer-2")) {
      while (time.goesOn(rounds >= 30)) {
        LockHandle handle = others.here(lock, "after " + rounds + " rounds of concurrent closes");
        CompletableFuture<? extends LockHandle> first = lock.acquireAsync();
        CompletableFuture<? extends LockHandle> second = lock.acquireAsync();
        long together = System.nanoTime() + 60_000 + trial.random().nextInt(40_000);
        int spread = 1 + trial.random().nextInt(3_000);
        one.begin(() -> closeAt(handle, together));
        two.begin(() -> closeAt(handle, together + spread));
        Object unused = closeAt(handle, together);
        Object unused2 = one.result(Object.class, "it closes " + handle);
        Object unused3 = two.result(Object.class, "it closes " + handle);
        releasedOnce(trial, lock, handle, first, second);
        rounds++;
      }
    }
    others.canUse(lock, "after " + rounds + " rounds of concurrent closes");
    Crowd.demand(trial, rounds, 20, "rounds of concurrent closes");
  }

  static Object closeAt(LockHandle handle, long instant) {
    Patience.await(instant);
    handle.close();
    return handle;
  }

  /**
   * Of two waiters behind the closed handle one is served, and the other only when that one closes.
   */
  private static void releasedOnce(
      Trial trial,
      Lockable<? extends LockHandle> lock,
      LockHandle closed,
      CompletableFuture<? extends LockHandle> first,
      CompletableFuture<? extends LockHandle> second)
      throws Exception {
    String story = "although " + closed + " had been closed by three threads";
    if (!Patience.until(trial, () -> first.isDone() || second.isDone())) {
      throw trial.violated("%s was granted to neither of two waiters %s.", Say.lock(lock), story);
    }
    LockHandle third = lock.tryAcquire();
    boolean firstServed = first.isDone();
    LockHandle served = Patience.granted(trial, firstServed ? first : second, lock, story);
    if (third != null) {
      throw trial.violated(
          "%s and %s were both held after %s had been closed by three threads at once.",
          served, third, closed);
    }
    CompletableFuture<? extends LockHandle> other = firstServed ? second : first;
    if (other.isDone()) {
      throw trial.violated(
          "%s and %s were both held after %s had been closed by three threads at once.",
          served, other.join(), closed);
    }
    served.close();
    Patience.granted(trial, other, lock, "although " + served + " had been closed").close();
  }

  private static void releaseIsSynchronous(Trial trial) throws Exception {
    String name = trial.freshName();
    LockProvider sibling = trial.openSibling();
    List<Lockable<? extends LockHandle>> ways =
        List.of(trial.lockable(name), trial.lockable(name), trial.lockable(sibling, name));
    Contenders others = new Contenders(trial);
    LockHandle handle = others.obtains(ways.get(0), "although it was free");
    Crowd time = new Crowd(trial, trial.budget().toNanos() / 2);
    int round = 0;
    try (Partner partner = new Partner(trial, "next")) {
      while (time.goesOn(round >= 100) && round < 5_000) {
        LockHandle last = handle;
        Lockable<? extends LockHandle> next = ways.get(trial.random().nextInt(ways.size()));
        boolean async = trial.random().nextInt(4) == 0;
        boolean elsewhere = trial.random().nextInt(8) == 0;
        if (async) {
          Object unused =
              Patience.outcome(
                  trial, last.closeAsync(), "the future of closeAsync() on " + last + ".");
        } else {
          last.close();
        }
        Outcome outcome;
        if (elsewhere) {
          partner.begin(() -> Outcome.ofCall(Form.TRY, next, Duration.ZERO));
          outcome = partner.result(Outcome.class, "it calls tryAcquire()");
        } else {
          outcome = Outcome.ofCall(Form.TRY, next, Duration.ZERO);
        }
        LockHandle taken = outcome.handle();
        if (taken == null) {
          throw trial.violated(
              "%s was still not free when %s on %s had %s: %s.",
              Say.lock(next),
              async ? "closeAsync()" : "close()",
              last,
              async ? "completed" : "returned",
              outcome);
        }
        handle = taken;
        round++;
      }
    }
    handle.close();
    Crowd.demand(trial, round, 50, "releases");
  }

  private static void closeRacesHarmlessly(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    Crowd time = new Crowd(trial, trial.budget().toNanos() / 2);
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    boolean upgradeable =
        lock.mode() == LockMode.UPGRADEABLE && trial.offers(Primitive.UPGRADEABLE);
    int rounds = 0;
    try (Partner partner = new Partner(trial, "closer")) {
      while (time.goesOn(rounds >= 20)) {
        String name = lock.name();
        if (upgradeable && rounds % 3 != 0) {
          upgradeRace(trial, partner, name, rounds % 3 == 1);
        } else {
          providerRace(trial, partner, name);
        }
        others
            .here(lock, "after " + (rounds + 1) + " closes that raced with something else")
            .close();
        rounds++;
      }
    }
    others.canUse(lock, "after " + rounds + " closes that raced with something else");
    Crowd.demand(trial, rounds, 10, "races");
    if (trial.declares(Capability.LOST_DETECTION) && Modes.isFirst(trial, lock)) {
      LossRace.run(trial);
    }
  }

  private static void providerRace(Trial trial, Partner partner, String name) throws Exception {
    LockProvider sibling = trial.openSibling();
    LockHandle handle = trial.lockable(sibling, name).acquire(Patience.of(trial));
    long together = System.nanoTime() + 60_000;
    partner.begin(() -> closeAt(handle, together));
    Patience.await(together + trial.random().nextInt(4_000));
    sibling.close();
    Object unused =
        partner.result(Object.class, "it closes " + handle + " while its provider is closed");
  }

  private static void upgradeRace(Trial trial, Partner partner, String name, boolean upgradedFirst)
      throws Exception {
    UpgradeableLockHandle handle =
        trial.upgradeable(name).upgradeableReadLock().acquire(Patience.of(trial));
    if (upgradedFirst && !handle.tryUpgrade(Patience.of(trial))) {
      throw trial.violated("%s was not upgraded although nobody else was inside.", handle);
    }
    long together = System.nanoTime() + 60_000;
    partner.begin(() -> closeAt(handle, together));
    Patience.await(together + trial.random().nextInt(4_000) - 1_000);
    try {
      if (upgradedFirst) {
        handle.downgrade();
      } else {
        boolean unused = handle.tryUpgrade(Patience.of(trial));
      }
    } catch (IllegalStateException | UnsupportedOperationException e) {
      // The close came first; or there are no downgrades.
    }
    Object unused =
        partner.result(Object.class, "it closes " + handle + " while that changes its mode");
    if (handle.isHeld()) {
      throw trial.violated("%s is held although close() on it has returned.", handle);
    }
  }
}
