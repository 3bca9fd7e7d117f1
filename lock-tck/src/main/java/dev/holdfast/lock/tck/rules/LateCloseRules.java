package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.NotApplicable;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Handles that are closed after their lock was lost. */
final class LateCloseRules {

  private LateCloseRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("HDL-10")
            .text(
                "Closing a handle whose lock was lost, to a lease that ran out or otherwise, does not"
                    + " release the lock of whoever holds it by then, even if the loss was not reported.")
            .reason(
                "A holder that was late closes its handle like any other. If that lets a third one in"
                    + " beside the second, one slow job makes two others collide.")
            .causes(
                "Release goes by name instead of by owner.",
                "The owner is looked up first, and the lock deleted then, in two steps.")
            .check(LateCloseRules::lateCloseHarmsNobody));
  }

  private static void lateCloseHarmsNobody(Trial trial) throws Exception {
    boolean any = false;
    for (LossFault fault : LossFault.values()) {
      any |= closesLate(trial, fault);
    }
    if (!any) {
      throw new NotApplicable(LossFault.NONE_OFFERED);
    }
  }

  /** On all locks side by side; answers false if none can be lost in that way. */
  private static boolean closesLate(Trial trial, LossFault fault) throws Exception {
    List<LossWatch> late = new ArrayList<>();
    for (Lockable<? extends LockHandle> lock : Modes.exclusive(trial)) {
      LossWatch watch = LossWatch.over(trial, lock, "although it was free");
      if (fault.takes(trial, watch)) {
        late.add(watch);
      } else {
        watch.handle().close();
      }
    }
    for (LossWatch watch : late) {
      closesLate(trial, fault, watch);
    }
    return !late.isEmpty();
  }

  private static void closesLate(Trial trial, LossFault fault, LossWatch late) throws Exception {
    Lockable<? extends LockHandle> lock = late.lock();
    // Within one process the successor may have to wait until the loss is noticed.
    Duration patience = Patience.of(trial).plus(trial.scaled(trial.bounds().lostDetection()));
    LockHandle owner = lock.tryAcquire(patience);
    if (owner == null) {
      throw trial.violated(
          "%s was not granted although %s had lost it by %s.",
          Say.lock(lock), late.handle(), fault);
    }
    late.handle().close();
    String story =
        "while "
            + owner
            + " held it, after "
            + late.handle()
            + ", which had lost it by "
            + fault
            + ", was closed";
    new Contenders(trial).isRefused(lock, story);
    if (!owner.isHeld()) {
      throw trial.violated("%s is not held any more %s.", owner, story);
    }
    owner.close();
    trial.evidence(1);
  }
}
