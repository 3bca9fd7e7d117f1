package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.NotApplicable;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/** What the holder of a lock is told when it is lost, and what becomes of the handle. */
final class LossRules {

  /** What a report takes on its way to the listener. */
  static final Duration HAND_OVER = Duration.ofMillis(200);

  private LossRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.ifDeclared("LST-01", Capability.LOST_DETECTION)
            .takesMillis(2_000)
            .text(
                "The loss of a lock is reported exactly once, within the declared bound, and never before"
                    + " the lock can be lost. A listener that comes later is called at once; none is"
                    + " called for a handle that was closed before. A listener that throws or blocks"
                    + " harms no other handle. A lost handle stays not held, and closing it harms"
                    + " nobody.")
            .reason(
                "Somebody else may be inside already. The news is the only thing that stops the holder;"
                    + " without it two of them write.")
            .causes(
                "The thread that watches dies of an exception in a listener, or waits for one.",
                "The listeners run in the thread that renews, so that one of them stops it.",
                "close() of a lost handle releases by name, and so its successor's lock.",
                "A sign of life that was missed once is taken for a loss.")
            .check(LossRules::lossIsToldOnce),
        RuleDraft.ifDeclared("LST-02", Capability.LOST_DETECTION)
            .takesMillis(900)
            .stress(2)
            .text(
                "In a healthy run nothing is lost: no loss is reported of a lock that is held, and nobody"
                    + " else is granted it, also when the process of the holder pauses for 200 ms now and"
                    + " then.")
            .reason(
                "Every garbage collection would end somebody's work; and users who get false alarms stop"
                    + " to listen to true ones.")
            .causes(
                "The lease is much shorter than it says, because of a mistaken unit.",
                "The first sign of life that is late is taken for the end.",
                "The watching thread takes a failure to look for a loss.")
            .check(trial -> new HealthyRun(trial).run()));
  }

  private static void lossIsToldOnce(Trial trial) throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    boolean any = false;
    try {
      for (LossFault fault : LossFault.values()) {
        if (troublesomeListenersAreCalled(trial, fault, end)) {
          any = true;
          trial.within(
              trial.scaled(trial.bounds().lostDetection().plus(HAND_OVER)),
              "The report of a loss by " + fault,
              () -> new LossWave(trial, fault).run());
        }
      }
    } finally {
      end.countDown();
    }
    if (!trial.bounds().lease().isZero() && trial.declares(Capability.CROSS_PROCESS)) {
      any = true;
      PauseRules.pauseWithinTheLease(trial);
    }
    if (!any) {
      throw new NotApplicable(LossFault.NONE_OFFERED);
    }
  }

  /**
   * Loses handles whose listeners throw, and one whose listener blocks until the end. Answers false
   * if no handle can be lost in that way.
   */
  private static boolean troublesomeListenersAreCalled(
      Trial trial, LossFault fault, CountDownLatch end) throws Exception {
    List<LossWatch> lost = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      for (Lockable<? extends LockHandle> lock : Modes.all(trial)) {
        LossWatch watch = lost.isEmpty() ? blocking(trial, lock, end) : throwing(trial, lock);
        if (fault.takes(trial, watch)) {
          lost.add(watch);
        } else {
          watch.handle().close();
        }
      }
    }
    long takenAt = System.nanoTime();
    for (LossWatch watch : lost) {
      if (watch == lost.get(0)) {
        isNotHeldAnyMore(trial, fault, watch.handle());
      } else {
        LossWave.awaitNews(trial, fault, watch, takenAt);
      }
      watch.handle().close();
      trial.evidence(1);
    }
    return !lost.isEmpty();
  }

  /** Its own listener may never be called: another one of the same handle blocks. */
  private static LossWatch blocking(
      Trial trial, Lockable<? extends LockHandle> lock, CountDownLatch end) throws Exception {
    LossWatch watch = LossWatch.over(trial, lock, "although it was free");
    CompletionStage<Void> unused = watch.handle().lost().thenRun(() -> awaitUninterruptibly(end));
    return watch;
  }

  private static void awaitUninterruptibly(CountDownLatch end) {
    boolean interrupted = false;
    while (end.getCount() > 0) {
      try {
        end.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Between two that throw. */
  private static LossWatch throwing(Trial trial, Lockable<? extends LockHandle> lock)
      throws Exception {
    long since = System.nanoTime();
    LockHandle handle = new Contenders(trial).here(lock, "although it was free");
    CompletionStage<Void> unused =
        handle
            .lost()
            .thenAccept(
                news -> {
                  throw new IllegalStateException("A listener throws on purpose.");
                });
    LossWatch watch = new LossWatch(lock, handle, since);
    CompletionStage<Void> unused2 =
        handle
            .lost()
            .thenRun(
                () -> {
                  throw new AssertionError("A listener throws on purpose.");
                });
    return watch;
  }

  private static void isNotHeldAnyMore(Trial trial, LossFault fault, LockHandle handle) {
    Duration most = trial.scaled(trial.bounds().lostDetection());
    if (!Patience.until(trial, most, () -> !handle.isHeld())) {
      throw trial.violated(
          "%s says that it is held, long after %s has taken it away.", handle, fault);
    }
  }
}
