package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.tck.checker.Proof;
import dev.holdfast.lock.tck.engine.RuleViolation;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out how often a program fails that has failed, and the smallest program that still does. If
 * it hardly fails again, another that does may take its place. The first finding stands, whatever
 * comes of that.
 */
final class Elaboration {

  private static final Duration SEARCHING = Duration.ofSeconds(20);
  private static final Duration SHRINKING = Duration.ofSeconds(60);
  private static final Duration CONFIRMING = Duration.ofSeconds(20);

  /** All in all, with what is under way when the time is up. */
  static final Duration MOST = SEARCHING.plus(SHRINKING).plus(CONFIRMING.multipliedBy(3));

  private final Trial trial;
  private final Ensemble ensemble;
  private final Judge judge;
  private final Suspect first;
  private final Search search;

  Elaboration(Trial trial, Ensemble ensemble, Judge judge, Suspect first, Search search) {
    this.trial = trial;
    this.ensemble = ensemble;
    this.judge = judge;
    this.first = first;
    this.search = search;
  }

  /** Goes on where the first program was found. */
  @FunctionalInterface
  interface Search {
    /** The next program that fails, if one does before the deadline. */
    Optional<Suspect> next(long deadline) throws Exception;
  }

  /** A program that has failed once. */
  record Suspect(Program program, Finding finding) {}

  /** A program that has failed once, and how often it does. */
  private record Candidate(Suspect suspect, Counter counter, Reproduction often) {}

  /** What is known before anything was tried. */
  RuleViolation bare() {
    return violation(trial, first.finding, first.program, "by this program");
  }

  /** What is known in the end. */
  RuleViolation run() throws Exception {
    long deadline = System.nanoTime() + SEARCHING.toNanos();
    Candidate best = count(first);
    while (!best.often.isFrequent()) {
      Optional<Suspect> next = search.next(deadline);
      if (next.isEmpty()) {
        break;
      }
      Candidate candidate = count(next.get());
      best = candidate.often.isMoreFrequentThan(best.often) ? candidate : best;
    }
    if (best.often.happened()) {
      return smallest(best);
    }
    String runs = Listing.count(best.often.runs(), "further run");
    String how = "by this program, which did not fail in " + runs;
    return violation(trial, first.finding, first.program, how);
  }

  private Candidate count(Suspect suspect) throws Exception {
    Counter counter = new Counter(trial, ensemble, judge, suspect.finding);
    // A leak or a hang that comes again is known by less patience.
    ensemble.waitFor(trial.patience().dividedBy(6));
    Reproduction often = counter.count(suspect.program, Reproduction.MOST_RUNS);
    ensemble.waitFor(trial.patience());
    return new Candidate(suspect, counter, often);
  }

  private RuleViolation smallest(Candidate candidate) throws Exception {
    Program program = candidate.suspect.program;
    Counter counter = candidate.counter;
    ensemble.waitFor(trial.patience().dividedBy(6));
    List<Program> smaller = shrink(program, counter, candidate.often.runsNeeded());
    ensemble.waitFor(trial.patience());
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
    String how = "by this program, which " + candidate.often;
    return violation(trial, counter.latest(), program, how);
  }

  /**
   * All programs that were found to fail, each smaller than the one before. Small programs may fail
   * less often than the one they come from; so what does not get smaller is tried again, harder.
   */
  private static List<Program> shrink(Program program, Counter counter, int runs) throws Exception {
    long deadline = System.nanoTime() + SHRINKING.toNanos();
    List<Program> failing = new ArrayList<>();
    Program smallest = program;
    for (int tries : new int[] {runs, Math.min(4 * runs, Reproduction.MOST_RUNS)}) {
      Shrinker.Oracle oracle =
          candidate -> counter.failsOnce(candidate, tries, deadline) && failing.add(candidate);
      smallest = Shrinker.shrink(smallest, oracle, deadline);
    }
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
