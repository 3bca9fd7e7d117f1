package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.Profile;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.RunEnvironment;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.worker.WorkerPool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One run of a catalogue against a backend: its cases, which the caller runs in any order, and the
 * certificate.
 */
public final class Session implements AutoCloseable {

  private static final String NOT_SELECTED = "Not selected for this run.";

  private final BackendUnderTest backend;
  private final RunOptions options;
  private final List<Rule> catalogue;
  private final List<Case> cases;
  private final Waivers waivers;
  private final Offer offer;
  private final TimeAccount account;
  private final StallMonitor monitor;
  private final WorkerPool workers;
  private final Undeclared undeclared;
  private final String namespace;
  private final Instant started = Instant.now();
  private final RunTime time;

  /** Lets one case run at a time: timing is part of what is tested. */
  private final ReentrantLock oneAtATime = new ReentrantLock();

  private volatile @Nullable Case running;
  private final Map<Case, SubjectResult> results = new ConcurrentHashMap<>();

  private Session(
      BackendUnderTest backend,
      RunOptions options,
      List<Rule> catalogue,
      Waivers waivers,
      StallMonitor monitor)
      throws InterruptedException {
    this.backend = backend;
    this.options = options;
    this.catalogue = catalogue;
    this.waivers = waivers;
    this.monitor = monitor;
    this.undeclared = new Undeclared(backend, options.profile());
    this.workers = new WorkerPool(backend, text -> Secrets.hide(text, backend.config()));
    this.time = new RunTime(options.profile(), System::nanoTime);
    this.namespace = "tck-" + Long.toString(new SecureRandom().nextInt(Integer.MAX_VALUE), 36);
    this.cases = catalogue.stream().flatMap(rule -> Case.of(rule).stream()).toList();
    this.offer = Offer.of(backend, options, namespace + "-offer");
    this.account =
        new TimeAccount(
            options.profile().total(),
            cases.stream().filter(tried -> untried(tried).isEmpty()).toList(),
            System::nanoTime);
  }

  /**
   * Opens a run. The backend may be unavailable; then every case says so.
   *
   * @param backend what is certified, not null
   * @param options how, not null
   * @param rules the catalogue, not null
   * @return the session, to be closed by the caller; not null
   * @throws IllegalArgumentException if a waiver is invalid or a selected rule does not exist
   * @throws InterruptedException if interrupted while the backend is opened
   */
  public static Session open(BackendUnderTest backend, RunOptions options, List<Rule> rules)
      throws InterruptedException {
    var catalogue = new ArrayList<>(rules);
    if (backend.waivers().isPresent()) {
      catalogue.add(Canary.rule());
    }
    Set<String> ids = RuleIds.of(catalogue);
    RuleIds.rejectUnknown(options.rules(), ids);
    Waivers waivers =
        backend
            .waivers()
            .map(file -> Waivers.read(file, ids, LocalDate.now(ZoneId.systemDefault())))
            .orElseGet(Waivers::none);
    return new Session(backend, options, List.copyOf(catalogue), waivers, StallMonitor.start());
  }

  /**
   * All cases, in the order of the catalogue.
   *
   * @return a case for each rule and subject, not null
   */
  public List<Case> cases() {
    return cases;
  }

  /**
   * The cases to run.
   *
   * @return those of the selected rules, or all; not null
   */
  public List<Case> selected() {
    return cases.stream().filter(tried -> !isDeselected(tried)).toList();
  }

  /**
   * The effective settings.
   *
   * @return the options, not null
   */
  public RunOptions options() {
    return options;
  }

  /**
   * Runs a case, unless it has been run: a verdict is final.
   *
   * @param tried one of {@link #cases()}, not null
   * @return the outcome, not null
   * @throws InterruptedException if interrupted while the case runs
   */
  public SubjectResult run(Case tried) throws InterruptedException {
    oneAtATime.lock();
    try {
      @Nullable SubjectResult earlier = results.get(tried);
      if (earlier != null) {
        return earlier;
      }
      running = tried;
      SubjectResult result = waivers.apply(tried.rule().id(), tryOut(tried));
      results.put(tried, result);
      running = null;
      return result;
    } finally {
      oneAtATime.unlock();
    }
  }

  /**
   * Gives the stress of a case, unless it has been run, no more time than the smoke profile does. A
   * failure is final; anything else is no verdict yet.
   *
   * @param tried one of {@link #cases()}, not null
   * @return the failure, if there is one; not null
   * @throws InterruptedException if interrupted while the case runs
   */
  public Optional<SubjectResult> glance(Case tried) throws InterruptedException {
    oneAtATime.lock();
    try {
      if (results.containsKey(tried) || untried(tried).or(() -> tooLate(tried)).isPresent()) {
        return Optional.empty();
      }
      running = tried;
      RunOptions brief = options.withProfile(Profile.SMOKE);
      SubjectResult result = perform(trial(tried, brief, 0, account.glanceAt(tried)));
      boolean failed = result.verdict() == Verdict.FAIL;
      if (failed) {
        result = waivers.apply(tried.rule().id(), result);
        results.put(tried, result);
      }
      running = null;
      return failed ? Optional.of(result) : Optional.empty();
    } finally {
      oneAtATime.unlock();
    }
  }

  private SubjectResult tryOut(Case tried) throws InterruptedException {
    var untried = untried(tried).or(() -> tooLate(tried));
    if (untried.isPresent()) {
      return lookAnyway(tried, untried.get());
    }
    Duration share = account.shareOf(tried);
    for (int attempt = 1; ; attempt++) {
      TrialRun run = trial(tried, options, attempt, share);
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

  /** A trial in a name space that no other has; a glance is attempt 0. */
  private TrialRun trial(Case tried, RunOptions how, int attempt, Duration share) {
    String own = namespace + "-" + cases.indexOf(tried) + (attempt == 1 ? "" : "-" + attempt);
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
    SubjectResult seen = trial(tried, options, 1, Undeclared.BUDGET).run();
    return seen.verdict() == Verdict.PASS ? undeclared.warn(tried, untried) : untried;
  }

  /** The outcome of a case that is not to be run. */
  private Optional<SubjectResult> untried(Case tried) {
    if (isDeselected(tried)) {
      return untried(tried, Verdict.INCONCLUSIVE, NOT_SELECTED);
    }
    return offer.untried(tried, backend);
  }

  /** The canary is there for the waivers, not to be selected. */
  private boolean isDeselected(Case tried) {
    String id = tried.rule().id();
    return !options.rules().isEmpty() && !options.rules().contains(id) && !id.equals(Canary.ID);
  }

  private Optional<SubjectResult> tooLate(Case tried) {
    return time.reasonToSkip(hasFailed(tried.rule()))
        .flatMap(reason -> untried(tried, Verdict.INCONCLUSIVE, reason));
  }

  private boolean hasFailed(Rule rule) {
    return results.entrySet().stream()
        .filter(entry -> entry.getKey().rule().equals(rule))
        .map(entry -> entry.getValue().verdict())
        .anyMatch(verdict -> verdict == Verdict.FAIL || verdict == Verdict.WAIVED);
  }

  private static Optional<SubjectResult> untried(Case tried, Verdict verdict, String reason) {
    return Optional.of(SubjectResult.untried(tried.subjectName(), verdict, reason));
  }

  /**
   * The certificate of what has been run so far, without waiting for a case that is running. Cases
   * that have not been run are inconclusive.
   *
   * @return the certificate, not null
   */
  public Certificate certificate() {
    return new Certificate(
        backend.factory().getName(),
        Secrets.mask(backend.config()),
        backend.capabilities(),
        backend.bounds(),
        offer.primitives().stream().sorted().map(Primitive::toString).toList(),
        options,
        environment(),
        catalogue.stream().map(this::resultOf).toList(),
        Overrides.of(backend));
  }

  private RunEnvironment environment() {
    String clocks = workers.clocks().inWords();
    return RunEnvironment.here(
        KitIdentity.version(),
        KitIdentity.hash(),
        monitor.worst(),
        started,
        clocks.isEmpty() ? RunEnvironment.NO_WORKERS : clocks);
  }

  /**
   * The settings that the run goes by, with the values of secrets masked.
   *
   * @return their values by their names, in the order in which they are shown; not null
   */
  public Map<String, String> configuration() {
    return EffectiveConfiguration.of(backend, options);
  }

  /**
   * What is known of a rule so far.
   *
   * @param rule a rule of the catalogue, not null
   * @return its outcome, where cases that have not been run are inconclusive; not null
   */
  public RuleResult resultOf(Rule rule) {
    return new RuleResult(
        rule.id(),
        rule.level(),
        Optional.ofNullable(rule.capability()),
        rule.text(),
        rule.reason(),
        rule.causes(),
        rule.weight() > 0,
        Case.of(rule).stream().map(this::resultOf).toList());
  }

  private SubjectResult resultOf(Case tried) {
    @Nullable SubjectResult result = results.get(tried);
    if (result != null) {
      return result;
    }
    if (tried.equals(running)) {
      Optional<String> exit = JvmExit.byBackend();
      if (exit.isPresent()) {
        return SubjectResult.untried(
            tried.subjectName(), Verdict.FAIL, "The backend has ended the JVM." + exit.get());
      }
    }
    String reason = isDeselected(tried) ? NOT_SELECTED : SubjectResult.NOT_RUN;
    return SubjectResult.untried(tried.subjectName(), Verdict.INCONCLUSIVE, reason);
  }

  @Override
  public void close() {
    workers.close();
    monitor.close();
  }
}
