package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Performs programs to see how often they fail, in the way of a known finding or in any way. */
final class Counter {

  /** Long enough for all runs of a program that fails at once; some take their time to fail. */
  private static final Duration LONG = Duration.ofSeconds(10);

  private final Trial trial;
  private final Ensemble ensemble;
  private final Judge judge;
  private final @Nullable Finding wanted;
  private @Nullable Finding latest;

  Counter(Trial trial, Ensemble ensemble, Judge judge, @Nullable Finding wanted) {
    this.trial = trial;
    this.ensemble = ensemble;
    this.judge = judge;
    this.wanted = wanted;
  }

  /** Counts until it has seen so many runs, or enough of a program that fails slowly. */
  Reproduction count(Program program, int most) throws Exception {
    long began = System.nanoTime();
    int failures = 0;
    int runs = 0;
    while (runs < most && (failures == 0 || System.nanoTime() - began < LONG.toNanos())) {
      runs++;
      failures += fails(program) ? 1 : 0;
    }
    return new Reproduction(failures, runs);
  }

  /** Whether it fails at least once in so many runs. */
  boolean failsOnce(Program program, int runs, long deadline) throws Exception {
    for (int i = 0; i < runs && System.nanoTime() - deadline < 0; i++) {
      if (fails(program)) {
        return true;
      }
    }
    return false;
  }

  private boolean fails(Program program) throws Exception {
    Optional<Finding> found = judge.judge(ensemble.perform(program, trial.random().nextLong()));
    if (found.isPresent() && (wanted == null || found.get().isLike(wanted))) {
      latest = found.get();
      return true;
    }
    return false;
  }

  /** What the latest run that failed has shown. */
  Finding latest() {
    if (latest == null) {
      throw new IllegalStateException("No run has failed.");
    }
    return latest;
  }
}
