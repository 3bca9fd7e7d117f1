package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockLoss;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.Bound;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Handles of every mode that are lost together, each with two others beside it to which nothing may
 * happen: an earlier one of the same lock, which is closed, and one of another lock.
 */
final class LossWave {

  private final Trial trial;
  private final LossFault fault;
  private final Contenders others;
  private final List<Victim> victims = new ArrayList<>();

  private record Victim(
      LossWatch lost, LossWatch former, LossWatch bystander, OptionalLong token, long takenAt) {

    Victim takenNow() {
      return new Victim(lost, former, bystander, token, System.nanoTime());
    }
  }

  LossWave(Trial trial, LossFault fault) {
    this.trial = trial;
    this.fault = fault;
    this.others = new Contenders(trial);
  }

  /** Does all of it, and answers how long the slowest report of a loss has taken. */
  Duration run() throws Exception {
    Iterator<Lockable<? extends LockHandle>> elsewhere = Modes.all(trial).iterator();
    for (Lockable<? extends LockHandle> lock : Modes.all(trial)) {
      victims.add(victim(lock, elsewhere.next()));
    }
    takeAway();
    Duration slowest = Duration.ZERO;
    for (Victim victim : victims) {
      awaitNews(trial, fault, victim.lost(), victim.takenAt());
      Duration taken = victim.lost().toldAfter(victim.takenAt());
      trial.observed(Bound.LOST_DETECTION, taken);
      slowest = taken.compareTo(slowest) > 0 ? taken : slowest;
    }
    for (Victim victim : victims) {
      staysLost(victim);
      harmsNobody(victim);
      concernsNobodyElse(victim);
      trial.evidence(1);
    }
    return slowest;
  }

  private Victim victim(
      Lockable<? extends LockHandle> lock, Lockable<? extends LockHandle> elsewhere)
      throws Exception {
    LossWatch former = LossWatch.over(trial, lock, "although it was free");
    former.handle().close();
    LossWatch lost = LossWatch.over(trial, lock, "although " + former + " had been closed");
    LossWatch bystander = LossWatch.over(trial, elsewhere, "although it was free");
    if (lost.handle() instanceof UpgradeableLockHandle handle && trial.random().nextBoolean()) {
      UpgradeableRules.upgrade(trial, handle);
    }
    return new Victim(lost, former, bystander, lost.handle().fencingToken(), 0);
  }

  private void takeAway() throws Exception {
    List<Victim> taken = new ArrayList<>();
    for (Victim victim : victims) {
      victim.lost().isUntold(trial, "although nobody had taken it away");
      if (fault.takes(trial, victim.lost())) {
        taken.add(victim.takenNow());
      } else {
        victim.lost().handle().close();
        victim.bystander().handle().close();
      }
    }
    victims.clear();
    victims.addAll(taken);
  }

  /** The listener is called sooner or later; whether that was in time is judged elsewhere. */
  static void awaitNews(Trial trial, LossFault fault, LossWatch lost, long takenAt) {
    Duration most = trial.scaled(trial.bounds().lostDetection());
    if (!Patience.until(trial, most, lost::isTold)) {
      throw trial.violated(
          "The loss of %s was not reported: %s took it away %s ago, and lost() has not completed.",
          lost, fault, Say.time(System.nanoTime() - takenAt));
    }
  }

  private void staysLost(Victim victim) throws Exception {
    LossWatch lost = victim.lost();
    LockHandle handle = lost.handle();
    LockLoss news = lost.news();
    if (news == null || !news.lock().equals(lost.lock().id())) {
      throw trial.violated(
          "The report of the loss of %s names another lock: %s.", handle, String.valueOf(news));
    }
    if (handle.isHeld() || others.elsewhere(handle::isHeld)) {
      throw trial.violated(
          "%s says that it is held, although its loss was reported: %s.",
          handle, LossWatch.said(news));
    }
    if (!handle.fencingToken().equals(victim.token())) {
      throw trial.violated(
          "%s had the fencing token %s, and has %s since it was lost.",
          handle, victim.token(), handle.fencingToken());
    }
    AtomicBoolean late = new AtomicBoolean();
    CompletionStage<Void> unused = handle.lost().thenRun(() -> late.set(true));
    if (!Patience.until(trial, late::get)) {
      throw trial.violated(
          "A listener that came after %s was lost was not called within %s.",
          handle, Say.time(Patience.of(trial)));
    }
    if (handle instanceof UpgradeableLockHandle upgradeable) {
      isNotUpgraded(upgradeable);
    }
  }

  private void isNotUpgraded(UpgradeableLockHandle lost) throws Exception {
    boolean upgraded;
    try {
      upgraded = lost.tryUpgrade(Duration.ZERO);
    } catch (IllegalStateException e) {
      return;
    }
    throw trial.violated(
        "tryUpgrade() of %s, which was lost, did not throw an IllegalStateException but answered %s.",
        lost, upgraded);
  }

  private void harmsNobody(Victim victim) throws Exception {
    LockHandle lost = victim.lost().handle();
    Lockable<? extends LockHandle> rival = Modes.rival(trial, victim.lost().lock());
    LossWatch successor =
        others.elsewhere(() -> LossWatch.over(trial, rival, "although " + lost + " was lost"));
    String held = "while " + successor + " held it, the successor of a lost handle";
    others.isRefused(rival, held);
    try {
      lost.close();
      Object unused =
          Patience.outcome(trial, lost.closeAsync(), "the future of closeAsync() on " + lost + ".");
    } catch (RuntimeException e) {
      throw trial.violated("Closing %s, which was lost, threw %s.", lost, e);
    }
    others.isRefused(rival, held + " which was closed then");
    successor.isUntold(trial, "after the lost handle before it, " + lost + ", was closed");
    if (lost.isHeld()) {
      throw trial.violated("%s is held again, although it was lost and closed.", lost);
    }
    successor.handle().close();
    others.canUse(rival, "although " + successor + " had been closed");
    wasToldOnce(victim.lost());
    wasNotTold(successor, "which was not lost but closed");
  }

  private void concernsNobodyElse(Victim victim) throws Exception {
    LossWatch former = victim.former();
    wasNotTold(former, "which had been closed before its successor lost the lock");
    wasNotTold(
        new LossWatch(former.lock(), former.handle(), former.since()),
        "which had been closed before anybody listened");
    LossWatch bystander = victim.bystander();
    bystander.isUntold(trial, "although only another lock, of " + victim.lost() + ", was lost");
    others.isRefused(
        Modes.rival(trial, bystander.lock()),
        "while " + bystander + " held it, which was not lost");
    bystander.handle().close();
    wasNotTold(bystander, "which was not lost but closed");
  }

  private void wasToldOnce(LossWatch lost) {
    if (lost.times() != 1) {
      throw trial.violated("The loss of %s was reported %d times.", lost, lost.times());
    }
  }

  private void wasNotTold(LossWatch closed, String story) {
    LockLoss news = closed.news();
    if (news != null) {
      throw trial.violated(
          "A loss of %s was reported, %s: %s.", closed, story, LossWatch.said(news));
    }
  }
}
