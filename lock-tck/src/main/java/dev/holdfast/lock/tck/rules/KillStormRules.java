package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.TooLittleSeen;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.worker.LockSpec;
import dev.holdfast.lock.tck.worker.Traffic;
import dev.holdfast.lock.tck.worker.TrafficLock;
import dev.holdfast.lock.tck.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Many processes that use the same locks, one of which is killed again and again. */
final class KillStormRules {

  /** Every profile has so many; with more time there are more. */
  private static final int LEAST_KILLS = 10;

  private static final int MOST_KILLS = 60;
  private static final int LEAST_INSIDE = 3;
  private static final int PLACES = 4;
  private static final int THREADS = 2;

  /** Long enough for any storm; it is ended when all kills are done. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static final int LONGEST_PAUSE_NANOS = 20_000_000;
  private static final long LONGEST_AMBUSH_NANOS = 100_000_000;

  private KillStormRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.ifDeclared("CRS-03", Capability.CRASH_RELEASE)
            .takesMillis(2_500)
            .stress(6)
            .text(
                "While processes that use the same locks are killed at random instants, one after the"
                    + " other, and replaced, no two ever hold a lock at once that excludes them; after"
                    + " that every lock is usable, and exactly the permits of the dead have come back.")
            .reason(
                "What is half done when a process dies is seen by the next one, and two of those that"
                    + " clean up may meet.")
            .causes(
                "Two remove the same dead holder, and the later one removes the successor.",
                "What was written when the process died is half of a record.",
                "A permit is returned both by the death and by whoever cleans up.")
            .check(KillStormRules::killStorm));
  }

  private static void killStorm(Trial trial) throws Exception {
    List<TrafficLock> locks = ProcessCrowd.oneOfEachKind(trial);
    Traffic traffic =
        new Traffic(
            trial.workers(), locks, THREADS, Traffic.Manner.MORTAL, trial.random().nextLong());
    trial.workers().prepare(PLACES + 1);
    List<Worker> workers = trial.workers().hire(PLACES);
    for (int place = 0; place < PLACES; place++) {
      traffic.start(place, workers.get(place), LONGEST);
    }
    Crowd time = new Crowd(trial);
    int inside = 0;
    int kills = 0;
    while ((kills < LEAST_KILLS || time.goesOn(/* enough= */ true))
        && kills < MOST_KILLS
        && !traffic.witness().isOver()) {
      kills++;
      trial.workers().prepare(2);
      LockSupport.parkNanos(1 + trial.random().nextInt(LONGEST_PAUSE_NANOS));
      int place = victim(trial, traffic);
      inside += traffic.kill(place) ? 1 : 0;
      traffic.start(place, trial.workers().hire(), LONGEST);
      trial.evidence(1);
    }
    traffic.witness().end();
    History unused = ProcessCrowd.judge(trial, traffic, CrashRules.bound(trial));
    everythingIsFree(trial, locks);
    if (inside < LEAST_INSIDE) {
      throw new TooLittleSeen(
          "Only "
              + inside
              + " processes were killed while they held a lock; at least "
              + LEAST_INSIDE
              + " are needed to tell.");
    }
  }

  /** Any one, or one that is inside just now, which is where a death does most harm. */
  private static int victim(Trial trial, Traffic traffic) {
    int first = trial.random().nextInt(PLACES);
    if (trial.random().nextInt(3) == 0) {
      return first;
    }
    long deadline = System.nanoTime() + LONGEST_AMBUSH_NANOS;
    while (System.nanoTime() - deadline < 0) {
      for (int i = 0; i < PLACES; i++) {
        int place = (first + i) % PLACES;
        if (traffic.witness().isInside(place)) {
          return place;
        }
      }
    }
    return first;
  }

  private static void everythingIsFree(Trial trial, List<TrafficLock> locks) throws Exception {
    for (TrafficLock lock : locks) {
      List<LockHandle> all = new ArrayList<>();
      Lockable<? extends LockHandle> strongest = of(trial, lock.spec());
      for (int permit = 0; permit < lock.limit(); permit++) {
        all.add(
            CrashRules.obtains(
                trial,
                strongest,
                "although all processes that used it were killed or have released it"));
      }
      new Contenders(trial)
          .isRefused(strongest, "while " + all + " held it, after a storm of kills");
      all.forEach(LockHandle::close);
      trial.evidence(1);
    }
  }

  private static Lockable<? extends LockHandle> of(Trial trial, LockSpec spec) {
    return switch (spec.kind()) {
      case MUTEX -> trial.mutex(spec.name());
      case READER_WRITER -> trial.readerWriter(spec.name()).writeLock();
      case SEMAPHORE -> semaphore(trial, spec);
      case COMPOSITE -> throw new IllegalArgumentException("A composite lock is not one lock.");
    };
  }

  private static DistributedSemaphore semaphore(Trial trial, LockSpec spec) {
    return trial.semaphore(spec.name(), spec.permits());
  }
}
