package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.checker.Answer;
import dev.holdfast.lock.tck.checker.Checks;
import dev.holdfast.lock.tck.engine.Inconclusive;
import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.worker.LockSpec;
import dev.holdfast.lock.tck.worker.Traffic;
import dev.holdfast.lock.tck.worker.TrafficLock;
import dev.holdfast.lock.tck.worker.Witness.Meeting;
import dev.holdfast.lock.tck.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;

/** Workers that use the same locks until the time is up, and what is to be said of it. */
final class ProcessCrowd {

  static final int WORKERS = 3;
  private static final int THREADS = 2;
  private static final int PERMITS = 3;

  /** What the time of a trial is divided by, where most of it is for threads of one process. */
  private static final int PART = 4;

  /** The logs of a round are of bounded size. */
  private static final Duration LONGEST_ROUND = Duration.ofSeconds(1);

  private static final Duration SHORTEST_ROUND = Duration.ofMillis(60);

  private final Trial trial;
  private final List<TrafficLock> locks;
  private final List<Worker> workers;

  ProcessCrowd(Trial trial, List<TrafficLock> locks) throws InterruptedException {
    this.trial = trial;
    this.locks = locks;
    this.workers = trial.workers().hire(WORKERS);
    for (Worker worker : workers) {
      if (!worker.clock().isUsable()) {
        throw new Inconclusive(
            "The clock of " + worker + " cannot be compared: " + worker.clock().grounds());
      }
    }
  }

  /** The lock as traffic knows it; of a semaphore, the permit that the trial has left. */
  static TrafficLock of(Lockable<? extends LockHandle> lock) {
    int permits = lock instanceof DistributedSemaphore semaphore ? semaphore.permits() : 1;
    var spec = new LockSpec(lock.id().kind(), lock.mode(), lock.name(), permits);
    return new TrafficLock(spec, List.of(lock.mode()), 1);
  }

  /** A lock of each kind, each with a name of its own, in all its modes. */
  static List<TrafficLock> oneOfEachKind(Trial trial) {
    List<TrafficLock> locks = new ArrayList<>();
    if (trial.offers(Primitive.MUTEX)) {
      locks.add(TrafficLock.of(LockSpec.mutex(trial.freshName())));
    }
    if (trial.offers(Primitive.UPGRADEABLE)) {
      locks.add(
          TrafficLock.readerWriter(
              trial.freshName(),
              LockMode.READ,
              LockMode.READ,
              LockMode.UPGRADEABLE,
              LockMode.WRITE));
    } else if (trial.offers(Primitive.READER_WRITER)) {
      locks.add(
          TrafficLock.readerWriter(
              trial.freshName(), LockMode.READ, LockMode.READ, LockMode.WRITE));
    }
    if (trial.offers(Primitive.SEMAPHORE)) {
      locks.add(TrafficLock.of(LockSpec.semaphore(trial.freshName(), PERMITS)));
    }
    return locks;
  }

  /**
   * Lets workers use a lock, for a part of the time of the trial, if the backend has promised
   * exclusion between processes.
   */
  static void perhaps(
      Trial trial, TrafficLock lock, long enough, String what, ToLongFunction<Traffic> count)
      throws Exception {
    if (trial.declares(Capability.CROSS_PROCESS)) {
      new ProcessCrowd(trial, List.of(lock))
          .run(trial.budget().dividedBy(PART), enough, what + " between processes", count);
    }
  }

  /** Lets them go on for a time, and beyond it until enough has been seen, within reason. */
  void run(Duration time, long enough, String what, ToLongFunction<Traffic> count)
      throws Exception {
    run(
        time,
        enough,
        what,
        Traffic.Manner.PRESSING,
        THREADS,
        (traffic, history) -> count.applyAsLong(traffic));
  }

  /** The same with long pauses, where what counts is what another check has judged. */
  void runLeisurely(Duration time, long enough, String what, Function<History, Answer> check)
      throws Exception {
    run(
        time,
        enough,
        what,
        Traffic.Manner.LEISURELY,
        1,
        (traffic, history) -> {
          Answer answer = check.apply(history);
          trial.requireLegal(answer);
          return answer.judged();
        });
  }

  private void run(
      Duration time,
      long enough,
      String what,
      Traffic.Manner manner,
      int threads,
      ToLongBiFunction<Traffic, History> count)
      throws Exception {
    Crowd clock = new Crowd(trial, time.toNanos());
    long begun = System.nanoTime();
    long seen = 0;
    Duration least = SHORTEST_ROUND;
    while (clock.goesOn(seen >= enough)) {
      Duration left = time.minusNanos(System.nanoTime() - begun);
      Traffic traffic =
          new Traffic(trial.workers(), locks, threads, manner, trial.random().nextLong());
      Duration round = shorter(longer(left, least), LONGEST_ROUND);
      least = least.multipliedBy(2); // a short one may be over before it has got going
      for (int place = 0; place < workers.size(); place++) {
        traffic.start(place, workers.get(place), round);
      }
      seen += count.applyAsLong(traffic, judge(trial, traffic, round));
    }
    Crowd.demand(trial, seen, enough, what);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Waits for the end, and looks at what was seen; what has happened counts for more than how. */
  static History judge(Trial trial, Traffic traffic, Duration time) throws Exception {
    try {
      traffic.awaitEnd(time.plus(Patience.of(trial)));
    } catch (RuntimeException e) {
      History unused = inspect(trial, traffic);
      throw e;
    }
    return inspect(trial, traffic);
  }

  private static History inspect(Trial trial, Traffic traffic) throws Exception {
    History history = History.of(traffic.entries());
    trial.requireLegal(Checks.safety(history));
    trial.requireLegal(Checks.tokens(history));
    for (Meeting meeting : traffic.witness().meetings()) {
      throw trial.violated(
          "%s: %s entered while %s was inside.",
          traffic.lock(meeting.lock()), meeting.comer(), meeting.present());
    }
    int disorder = traffic.witness().disorder();
    if (disorder >= 0) {
      throw trial.violated(
          "%s: what only one at a time may change was found changed, though two processes were"
              + " never seen inside together.",
          traffic.lock(disorder));
    }
    return history;
  }
}
