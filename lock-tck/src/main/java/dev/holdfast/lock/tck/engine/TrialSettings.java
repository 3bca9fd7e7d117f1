package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.worker.WorkerLimits;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What a trial is done with, and how long each of its steps may take.
 *
 * @param namespace the name space of the trial, which no other trial uses
 * @param budget how long a stress check may take
 */
record TrialSettings(
    BackendUnderTest backend, RunOptions options, String namespace, Duration budget) {

  private static final Duration MOST_PATIENCE = Duration.ofSeconds(3);
  private static final Duration MOST_GRACE = Duration.ofSeconds(2);

  Duration scaled(Duration bound) {
    return Duration.ofNanos((long) (bound.toNanos() * options.timeScale()));
  }

  /** How long something may take that is a matter of microseconds. */
  Duration patience() {
    Duration third = options.watchdog().dividedBy(3);
    Duration base = third.compareTo(MOST_PATIENCE) < 0 ? third : MOST_PATIENCE;
    return scaled(base.plus(backend.bounds().pollInterval().multipliedBy(2)));
  }

  /** How long a forked thread may take: a good part of the budget may be its own. */
  Duration joinPatience() {
    return scaled(options.watchdog().dividedBy(3)).plus(budget.multipliedBy(2)).plus(declared());
  }

  /** How long all of the trial may take before it counts as hanging. */
  Duration bound() {
    return scaled(options.watchdog())
        .plus(budget.multipliedBy(3))
        .plus(declared())
        .plus(grace().multipliedBy(2));
  }

  /** How long an interrupted thread may take to end. */
  Duration grace() {
    Duration quarter = options.watchdog().dividedBy(4);
    return scaled(quarter.compareTo(MOST_GRACE) < 0 ? quarter : MOST_GRACE);
  }

  WorkerLimits workerLimits() {
    Duration watchdog = scaled(options.watchdog());
    return new WorkerLimits(watchdog.dividedBy(2), watchdog.dividedBy(3));
  }

  /** The waits that the backend itself asks for; a check may have to wait for two losses. */
  private Duration declared() {
    Bounds bounds = backend.bounds();
    Duration sum = bounds.abandonedRelease().plus(bounds.providerClose());
    if (backend.capabilities().contains(Capability.CRASH_RELEASE)) {
      sum = sum.plus(bounds.crashRelease().plus(bounds.lease()).multipliedBy(2));
    }
    if (backend.capabilities().contains(Capability.LOST_DETECTION)) {
      sum = sum.plus(bounds.lostDetection().multipliedBy(2));
    }
    return scaled(sum);
  }

  long seedOf(Case tried) {
    long id = tried.rule().id().hashCode();
    long subject = tried.subjectName().hashCode();
    return new SplittableRandom(options.seed() ^ (id << 32) ^ subject).nextLong();
  }
}
