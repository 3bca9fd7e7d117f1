package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tokens of processes that take turns, die, and are stopped. */
final class ProcessTokens {

  private static final int TURNS = 3;

  private final Trial trial;

  /** One of each kind that carries tokens, with the resource that it protects. */
  private record Guarded(Lockable<? extends LockHandle> lock, FencedRegister register) {}

  private final List<Guarded> all = new ArrayList<>();

  private ProcessTokens(Trial trial) {
    this.trial = trial;
    for (Lockable<? extends LockHandle> lock : Modes.exclusive(trial)) {
      all.add(new Guarded(lock, new FencedRegister(trial)));
    }
  }

  /** In a name space that no provider of this process has open. */
  static void survive(Trial trial) throws Exception {
    LockProvider elsewhere = trial.openStranger();
    elsewhere.close();
    String namespace = trial.namespaceOf(elsewhere);
    trial.workers().prepare(2);
    Worker one = trial.workers().hire(namespace);
    Worker two = trial.workers().hire(namespace);
    ProcessTokens tokens = new ProcessTokens(trial);
    for (int i = 0; i < TURNS; i++) {
      tokens.useAll(one, "although nobody held it");
      tokens.useAll(two, "although nobody held it");
    }
    List<LockHandle> held = tokens.takeAll(one, "although nobody held it");
    if (trial.declares(Capability.CRASH_RELEASE)) {
      one.kill();
      tokens.useAll(two, "although its holder was killed");
    } else {
      held.forEach(LockHandle::close);
      one.kill();
    }
    two.kill();
    tokens.useAll(trial.workers().hire(namespace), "after all processes had ended");
  }

  private void useAll(Worker worker, String story) throws Exception {
    takeAll(worker, story).forEach(LockHandle::close);
  }

  private List<LockHandle> takeAll(Worker worker, String story) throws Exception {
    List<LockHandle> held = new ArrayList<>();
    for (Guarded guarded : all) {
      LockHandle handle =
          obtain(Modes.through(trial, worker.provider(), guarded.lock()), worker + " " + story);
      guarded.register().write(handle);
      held.add(handle);
    }
    return held;
  }

  private LockHandle obtain(Lockable<? extends LockHandle> lock, String story) throws Exception {
    Duration patience = Patience.of(trial).plus(trial.scaled(trial.bounds().crashRelease()));
    LockHandle handle = lock.tryAcquire(patience);
    if (handle == null) {
      throw trial.violated(
          "%s was not granted within %s to %s.", Say.lock(lock), Say.time(patience), story);
    }
    return handle;
  }

  /** A holder with a lease is stopped, succeeded, and goes on to write when it is continued. */
  static void refuseTheStopped(Trial trial) throws Exception {
    new ProcessTokens(trial).refuse(trial.workers().hire());
  }

  private void refuse(Worker worker) throws Exception {
    List<LossWatch> stopped = new ArrayList<>();
    for (Guarded guarded : all) {
      Lockable<? extends LockHandle> lock = Modes.through(trial, worker.provider(), guarded.lock());
      LossWatch watch = LossWatch.over(trial, lock, "although it was free");
      guarded.register().write(watch.handle());
      stopped.add(watch);
    }
    worker.pause();
    List<LossWatch> heirs = new ArrayList<>();
    for (Guarded guarded : all) {
      long since = System.nanoTime();
      LockHandle heir = obtain(guarded.lock(), "this process although its holder was stopped");
      guarded.register().write(heir);
      heirs.add(new LossWatch(guarded.lock(), heir, since));
    }
    worker.resume();
    long end = System.nanoTime() + Patience.bound(trial, lostDetection()).toNanos();
    do {
      for (int i = 0; i < all.size(); i++) {
        all.get(i).register().writeLate(stopped.get(i).handle(), "its process had been stopped");
      }
      Patience.pass(Duration.ofMillis(10));
    } while (stopped.stream().anyMatch(watch -> watch.handle().isHeld())
        && System.nanoTime() - end < 0);
    for (int i = 0; i < all.size(); i++) {
      all.get(i).register().isRefusedForGood(stopped.get(i).handle());
      heirs.get(i).isUntold(trial, "although its former holder merely went on after a stop");
      all.get(i).register().write(heirs.get(i).handle());
      stopped.get(i).handle().close();
      heirs.get(i).handle().close();
    }
  }

  private Duration lostDetection() {
    return trial.bounds().lostDetection();
  }
}
