package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.tck.checker.Proof;
import dev.holdfast.lock.tck.engine.RuleViolation;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out how often a program fails that has failed, and the smallest program that still does.
 * The first finding stands, whatever comes of that.
 */
final class Elaboration {

  private static final Duration SHRINKING = Duration.ofSeconds(60);
  private static final Duration CONFIRMING = Duration.ofSeconds(20);

  /** All in all, with what is under way when the time is up. */
  static final Duration MOST = SHRINKING.plus(CONFIRMING.multipliedBy(2));

  private final Trial trial;
  private final Ensemble ensemble;
  private final Counter counter;
  private final Program program;
  private final Finding first;

  Elaboration(Trial trial, Ensemble ensemble, Judge judge, Program program, Finding first) {
    this.trial = trial;
    this.ensemble = ensemble;
    this.counter = new Counter(trial, ensemble, judge, first);
    this.program = program;
    this.first = first;
  }

  /** What is known before anything was tried. */
  RuleViolation bare() {
    return violation(trial, first, program, "by this program");
  }

  /** What is known in the end. */
  RuleViolation run() throws Exception {
    // A leak or a hang that comes again is known by less patience.
    Duration patience = trial.patience();
    ensemble.waitFor(patience.dividedBy(6));
    Reproduction original = counter.count(program, Reproduction.MOST_RUNS);
    if (!original.happened()) {
      String runs = Listing.count(original.runs(), "further run");
      return violation(trial, first, program, "by this program, which did not fail in " + runs);
    }
    List<Program> smaller = shrink(original.runsNeeded());
    ensemble.waitFor(patience);
    String size = Listing.count(program.size(), "command");
    long deadline = System.nanoTime() + CONFIRMING.toNanos();
    // Each of them has failed, but the last ones perhaps only just, or for lack of patience.
    for (int left = smaller.size(); left > 0 && System.nanoTime() - deadline < 0; left /= 2) {
      Program small = smaller.get(left - 1);
      Reproduction result = counter.count(small, Reproduction.MOST_RUNS);
      if (result.happened()) {
        String how = "by this program, shrunk from " + size + ", which " + result;
        return violation(trial, counter.latest(), small, how);
      }
    }
    return violation(trial, first, program, "by this program, which " + original);
  }

  /** All programs that were found to fail, each smaller than the one before. */
  private List<Program> shrink(int runs) throws Exception {
    long deadline = System.nanoTime() + SHRINKING.toNanos();
    List<Program> failing = new ArrayList<>();
    Shrinker.Oracle oracle =
        candidate -> counter.failsOnce(candidate, runs, deadline) && failing.add(candidate);
    Program unused = Shrinker.shrink(program, oracle, deadline);
    return failing;
  }

  /** A violation with the program that shows it. */
  static RuleViolation violation(Trial trial, Finding finding, Program shown, String how) {
    Proof proof = finding.proof();
    RuleViolation violation =
        proof == null ? trial.violated("%s", finding.what()) : trial.violated(proof);
    return violation.withProgram(
        "Broken is %s, %s:\n%s".formatted(finding.rule(), how, Listing.of(shown).stripTrailing()),
        ProgramJson.write(shown));
  }
}
