package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.tck.engine.TooLittleSeen;
import dev.holdfast.lock.tck.engine.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Threads that use the same locks until the time is up. */
final class Crowd {

  /** How much longer than its share a check may take that has not seen enough yet. */
  private static final long EXTENSION = TimeUnit.SECONDS.toNanos(2);

  private static final long GRACE_OF_OTHERS = 200_000_000;

  private final Trial trial;
  private final long deadline;
  private LongSupplier seen = () -> 0;
  private long least;
  private volatile boolean over;
  private volatile boolean failed;

  Crowd(Trial trial) {
    this(trial, trial.budget().toNanos());
  }

  Crowd(Trial trial, long nanos) {
    this.trial = trial;
    this.deadline = System.nanoTime() + nanos;
  }

  /** One round of one thread. */
  @FunctionalInterface
  interface Step {
    void run(int thread, RandomGenerator random) throws Exception;
  }

  /** Lets the traffic go on beyond its time, within reason, until so much has been seen. */
  Crowd until(long enough, LongSupplier count) {
    this.least = enough;
    this.seen = count;
    return this;
  }

  /** Whether another round is due: there is time, or too little has been seen yet. */
  boolean goesOn(boolean enough) {
    long now = System.nanoTime();
    return now - deadline < 0 || (!enough && now - deadline < EXTENSION);
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
    while (!over && goesOn(seen.getAsLong() >= least)) {
      LockSupport.parkNanos(2_000_000);
    }
    over = true;
    if (failed) {
      awaitOthers(all);
    }
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
          "%d of %d threads still wait %s after the traffic has stopped and all others have released.%s",
          all.stream().filter(user -> !user.isDone()).count(),
          threads,
          Say.time(Patience.of(trial)),
          trial.stacks());
    }
  }

  /**
   * Lets them finish what they are doing, so that what is told of them is complete; if they can.
   */
  private static void awaitOthers(List<Future<?>> all) {
    long deadline = System.nanoTime() + GRACE_OF_OTHERS;
    while (!all.stream().allMatch(Future::isDone) && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private @Nullable Void work(int index, RandomGenerator random, Step step, CountDownLatch start)
      throws Exception {
    start.countDown();
    start.await();
    try {
      while (!over) {
        step.run(index, random);
      }
      return null;
    } catch (Throwable e) {
      failed = true;
      over = true;
      throw e;
    }
  }

  /** Reports the evidence, and is not content with less than some. */
  static void demand(Trial trial, long seen, long least, String what) {
    trial.evidence(seen);
    if (seen < least) {
      throw new TooLittleSeen(
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
