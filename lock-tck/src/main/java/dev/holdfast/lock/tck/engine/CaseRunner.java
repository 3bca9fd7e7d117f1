package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Profile;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.worker.WorkerPool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Runs cases, one at a time: finds out whether a case can be run at all, gives it its share of the
 * run's time, and more if it saw too little. Knows no outcome but that a rule has failed.
 */
final class CaseRunner {

  static final String NOT_SELECTED = "Not selected for this run.";

  private final BackendUnderTest backend;
  private final RunOptions options;
  private final List<Case> cases;
  private final String namespace;
  private final StallMonitor monitor;
  private final WorkerPool workers;
  private final Predicate<Rule> hasFailed;
  private final Offer offer;
  private final TimeAccount account;
  private final Undeclared undeclared;
  private final RunTime time;

  /**
   * Opens the backend to see what it offers.
   *
   * @param backend what is certified
   * @param options how
   * @param cases all cases of the run, in their order
   * @param namespace the name space of the run
   * @param monitor of the whole run
   * @param workers of the whole run
   * @param hasFailed whether a case of a rule has failed so far
   */
  CaseRunner(
      BackendUnderTest backend,
      RunOptions options,
      List<Case> cases,
      String namespace,
      StallMonitor monitor,
      WorkerPool workers,
      Predicate<Rule> hasFailed)
      throws InterruptedException {
    this.backend = backend;
    this.options = options;
    this.cases = cases;
    this.namespace = namespace;
    this.monitor = monitor;
    this.workers = workers;
    this.hasFailed = hasFailed;
    this.undeclared = new Undeclared(backend, options.profile());
    this.time = new RunTime(options.profile(), System::nanoTime);
    this.offer = Offer.of(backend, options, namespace + "-offer");
    this.account =
        new TimeAccount(
            options.profile().total(),
            cases.stream().filter(tried -> untried(tried).isEmpty()).toList(),
            System::nanoTime);
  }

  /** What the backend offers. */
  Offer offer() {
    return offer;
  }

  /** The canary is there for the waivers, not to be selected. */
  boolean isDeselected(Case tried) {
    String id = tried.rule().id();
    return !options.rules().isEmpty() && !options.rules().contains(id) && !id.equals(Canary.ID);
  }

  /** Runs a case to its verdict. */
  SubjectResult run(Case tried) throws InterruptedException {
    var untried = untried(tried).or(() -> tooLate(tried));
    if (untried.isPresent()) {
      return lookAnyway(tried, untried.get());
    }
    Duration share = account.shareOf(tried);
    for (int attempt = 1; ; attempt++) {
      TrialRun run = trial(tried, options, "-" + attempt, share);
      SubjectResult result = perform(run);
      Duration more = account.moreThan(share);
      if (!run.sawTooLittle() || more.equals(share) || tooLate(tried).isPresent()) {
        account.ended(tried, share, result.duration(), result.verdict() == Verdict.PASS);
        return result;
      }
      account.lost(result.duration());
      share = more;
    }
  }

  /**
   * Gives the stress of a case a part of what the smoke profile does, and answers a failure only.
   *
   * @param part one over this is the part; to be used once for a case
   */
  Optional<SubjectResult> glance(Case tried, int part) throws InterruptedException {
    if (untried(tried).or(() -> tooLate(tried)).isPresent()) {
      return Optional.empty();
    }
    RunOptions brief = options.withProfile(Profile.SMOKE);
    Duration share = account.glanceAt(tried, part);
    SubjectResult result = perform(trial(tried, brief, "-glance-" + part, share));
    return Optional.of(result).filter(seen -> seen.verdict() == Verdict.FAIL);
  }

  /** A trial in a name space that no other has. */
  private TrialRun trial(Case tried, RunOptions how, String attempt, Duration share) {
    String own = namespace + "-" + cases.indexOf(tried) + attempt;
    return new TrialRun(tried, new TrialSettings(backend, how, own, share), monitor, workers);
  }

  private SubjectResult perform(TrialRun run) throws InterruptedException {
    SubjectResult result = run.run();
    if (run.hung()) {
      time.hung();
    }
    return result;
  }

  /** A backend that can do more than it declares is told so. */
  private SubjectResult lookAnyway(Case tried, SubjectResult untried) throws InterruptedException {
    boolean isOpen =
        offer.lacksOnlyCapability(tried, backend)
            && !isDeselected(tried)
            && tooLate(tried).isEmpty();
    if (!isOpen || !undeclared.claims(tried)) {
      return untried;
    }
    SubjectResult seen = trial(tried, options, "-1", Undeclared.BUDGET).run();
    return seen.verdict() == Verdict.PASS ? undeclared.warn(tried, untried) : untried;
  }

  /** The outcome of a case that is not to be run. */
  private Optional<SubjectResult> untried(Case tried) {
    return isDeselected(tried) ? inconclusive(tried, NOT_SELECTED) : offer.untried(tried, backend);
  }

  private Optional<SubjectResult> tooLate(Case tried) {
    return time.reasonToSkip(hasFailed.test(tried.rule()))
        .flatMap(reason -> inconclusive(tried, reason));
  }

  private static Optional<SubjectResult> inconclusive(Case tried, String reason) {
    return Optional.of(SubjectResult.untried(tried.subjectName(), Verdict.INCONCLUSIVE, reason));
  }
}
