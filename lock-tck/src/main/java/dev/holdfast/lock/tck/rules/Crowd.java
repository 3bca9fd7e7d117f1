package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.tck.engine.Inconclusive;
import dev.holdfast.lock.tck.engine.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Threads that use the same locks until the time is up. */
final class Crowd {

  private final Trial trial;
  private final long nanos;
  private final long deadline;
  private volatile boolean over;

  Crowd(Trial trial) {
    this(trial, trial.budget().toNanos());
  }

  Crowd(Trial trial, long nanos) {
    this.trial = trial;
    this.nanos = nanos;
    this.deadline = System.nanoTime() + nanos;
  }

  /** One round of one thread. */
  @FunctionalInterface
  interface Step {
    void run(int thread, RandomGenerator random) throws Exception;
  }

  /** Whether to stop. */
  boolean isOver() {
    return over || System.nanoTime() - deadline > 0;
  }

  /**
   * Whether another round is due: there is time, or the least number of rounds is not reached yet.
   */
  boolean goesOn(long rounds, long least) {
    return !isOver() || (rounds < least && System.nanoTime() - deadline < 2 * nanos);
  }

  /** Runs the step in so many threads, again and again, and rethrows the first failure. */
  void run(int threads, Step step) throws Exception {
    List<Future<?>> all = new ArrayList<>();
    CountDownLatch start = new CountDownLatch(threads);
    SplittableRandom seeds = new SplittableRandom(trial.random().nextLong());
    for (int i = 0; i < threads; i++) {
      int index = i;
      SplittableRandom random = seeds.split();
      all.add(trial.fork("user-" + index, () -> work(index, random, step, start)));
    }
    while (!isOver()) {
      LockSupport.parkNanos(2_000_000);
    }
    over = true;
    // The failed ones first: the others may wait for a lock that a failed one still holds.
    for (Future<?> user : all) {
      if (user.isDone()) {
        Object unused = trial.join(user);
      }
    }
    boolean ended = Patience.until(trial, () -> all.stream().allMatch(Future::isDone));
    for (Future<?> user : all) {
      if (ended || user.isDone()) {
        Object unused = trial.join(user);
      }
    }
    if (!ended) {
      throw trial.violated(
          "%d of %d threads still wait %s after the traffic has stopped and all others have released.",
          all.stream().filter(user -> !user.isDone()).count(),
          threads,
          Say.time(Patience.of(trial)));
    }
  }

  private @Nullable Void work(int index, RandomGenerator random, Step step, CountDownLatch start)
      throws Exception {
    start.countDown();
    start.await();
    try {
      while (!isOver()) {
        step.run(index, random);
      }
      return null;
    } catch (Throwable e) {
      over = true;
      throw e;
    }
  }

  /** Reports the evidence, and is not content with less than some. */
  static void demand(Trial trial, long seen, long least, String what) {
    trial.evidence(seen);
    if (seen < least) {
      throw new Inconclusive(
          "Only " + seen + " " + what + " were seen; at least " + least + " are needed to tell.");
    }
  }

  /** Work of no fixed length: nothing, a moment, or the end of the time slice. */
  static void dawdle(RandomGenerator random) {
    int kind = random.nextInt(16);
    if (kind == 0) {
      LockSupport.parkNanos(1 + random.nextInt(50_000));
    } else if (kind < 8) {
      for (int i = random.nextInt(200); i > 0; i--) {
        Thread.onSpinWait();
      }
    }
  }
}
