package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The holders of one lock, each of whom loses it to the next. */
final class Succession {

  private final Trial trial;
  private final LossFault fault;
  private final Lockable<? extends LockHandle> lock;
  private final FencedRegister register;
  private final List<LossWatch> stale = new ArrayList<>();
  private LossWatch holder;

  Succession(Trial trial, LossFault fault, Lockable<? extends LockHandle> lock) throws Exception {
    this.trial = trial;
    this.fault = fault;
    this.lock = lock;
    this.register = new FencedRegister(trial);
    this.holder = LossWatch.over(trial, lock, "although it was free");
    register.write(holder.handle());
  }

  /** Takes the lock away. Answers false if that cannot be done. */
  boolean isInterrupted() throws Exception {
    if (!fault.takes(trial, holder)) {
      holder.handle().close();
      return false;
    }
    stale.add(holder);
    return true;
  }

  /** Within one process the successor may have to wait until the loss is noticed. */
  void goesOn() throws Exception {
    Duration patience = Patience.of(trial).plus(trial.scaled(trial.bounds().lostDetection()));
    long since = System.nanoTime();
    LockHandle next = lock.tryAcquire(patience);
    if (next == null) {
      throw trial.violated(
          "%s was not granted although %s had lost it by %s %s ago.",
          Say.lock(lock), holder, fault, Say.time(System.nanoTime() - since));
    }
    holder = new LossWatch(lock, next, since);
    register.write(next);
    for (LossWatch late : stale) {
      register.writeLate(late.handle(), fault + " had taken the lock away before");
    }
    register.write(next);
  }

  void ends() {
    for (LossWatch late : stale) {
      late.handle().close();
    }
    register.write(holder.handle());
    holder.handle().close();
  }
}
