package dev.holdfast.lock.tck.rules;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Bound;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Somebody in this process who gets a lock with a lease from a process that is stopped. */
final class Heir {

  private final Trial trial;
  private final LossWatch former;
  private final long stoppedAt;
  private final Lockable<? extends LockHandle> lock;
  private final Contenders others;
  private final Future<Grant> asking;
  private @Nullable LossWatch inherited;

  private record Grant(@Nullable LockHandle handle, long askedAt, long at) {}

  /** Begins to wait for what the former holder has, whose process has just been stopped. */
  Heir(Trial trial, LossWatch former, long stoppedAt) {
    this.trial = trial;
    this.former = former;
    this.stoppedAt = stoppedAt;
    this.lock = Modes.rival(trial, former.lock());
    this.others = new Contenders(trial);
    Duration patience = trial.scaled(trial.bounds().crashRelease()).plus(Patience.of(trial));
    this.asking =
        trial.fork(
            "heir of " + lock.name(),
            () -> {
              long askedAt = System.nanoTime();
              LockHandle handle = lock.tryAcquire(patience);
              return new Grant(handle, askedAt, System.nanoTime());
            });
  }

  /** Gets it, not before the lease of the former holder is over, and within the bound. */
  void inherits() throws Exception {
    Grant grant = trial.join(asking);
    LockHandle handle = grant.handle();
    if (handle == null) {
      throw trial.violated(
          "%s was not granted within %s although the process of its holder, %s, was stopped; the bound"
              + " is %s.",
          Say.lock(lock),
          Say.time(grant.at() - stoppedAt),
          former,
          Say.time(trial.bounds().crashRelease()));
    }
    Duration age = Duration.ofNanos(grant.at() - former.since());
    if (age.compareTo(trial.bounds().lease()) < 0) {
      throw trial.violated(
          "%s was granted %s after its former holder, %s, had asked for it, whose lease is %s.",
          handle, Say.time(age), former, Say.time(trial.bounds().lease()));
    }
    Duration bound = Patience.bound(trial, trial.bounds().crashRelease());
    Duration taken = Duration.ofNanos(grant.at() - stoppedAt);
    trial.observed(Bound.CRASH_RELEASE, taken);
    if (taken.compareTo(bound) > 0) {
      throw trial.violated(
          "%s was granted %s after the process of its former holder, %s, was stopped; the bound is %s.",
          handle, Say.time(taken), former, Say.time(bound));
    }
    inherited = new LossWatch(lock, handle, grant.askedAt());
  }

  private LossWatch inherited() {
    return requireNonNull(inherited, "Nothing was inherited yet.");
  }

  /** The former holder, whose process goes on, learns that it has lost the lock. */
  void isLearnt(long resumedAt) {
    LossWatch heir = inherited();
    if (!trial.declares(Capability.LOST_DETECTION)) {
      return;
    }
    Duration declared = trial.bounds().lostDetection();
    if (!Patience.until(trial, trial.scaled(declared), former::isTold)) {
      throw trial.violated(
          "%s, whose process was stopped and has gone on for %s, was not told that it had lost the lock"
              + " to %s.",
          former, Say.time(System.nanoTime() - resumedAt), heir);
    }
    Duration taken = former.toldAfter(resumedAt);
    trial.observed(Bound.LOST_DETECTION, taken);
    Duration bound = Patience.bound(trial, declared);
    if (taken.compareTo(bound) > 0) {
      throw trial.violated(
          "%s, whose process was stopped, was told %s after that went on that it had lost the lock to"
              + " %s; the bound is %s.",
          former, Say.time(taken), heir, Say.time(bound));
    }
    if (former.handle().isHeld()) {
      throw trial.violated(
          "%s says that it is held, although it was told that it has lost the lock to %s.",
          former, heir);
    }
  }

  /** The former holder closes its handle. */
  void isSucceeded() {
    try {
      former.handle().close();
    } catch (RuntimeException e) {
      throw trial.violated("Closing %s, which was lost, threw %s.", former, e);
    }
  }

  /** Nothing has become of the lock because of that. */
  void isUnharmed() throws Exception {
    LossWatch heir = inherited();
    String story =
        "although the process of its former holder, " + former + ", merely went on and closed it";
    heir.isUntold(trial, story);
    others.isRefused(lock, "while " + heir + " held it, " + story);
    heir.handle().close();
    others.canUse(lock, "although " + heir + " had been closed");
  }
}
