package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.RunEnvironment;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.worker.WorkerPool;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  private final BackendUnderTest backend;
  private final RunOptions options;
  private final List<Rule> catalogue;
  private final List<Case> cases;
  private final Waivers waivers;
  private final StallMonitor monitor;
  private final WorkerPool workers;
  private final CaseRunner runner;
  private final Instant started = Instant.now();

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
    this.workers = new WorkerPool(backend, text -> Secrets.hide(text, backend.config()));
    this.cases = catalogue.stream().flatMap(rule -> Case.of(rule).stream()).toList();
    String namespace = "tck-" + Long.toString(new SecureRandom().nextInt(Integer.MAX_VALUE), 36);
    this.runner =
        new CaseRunner(backend, options, cases, namespace, monitor, workers, this::hasFailed);
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
    return cases.stream().filter(tried -> !runner.isDeselected(tried)).toList();
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
    var unused = decide(tried, () -> Optional.of(runner.run(tried)));
    return Objects.requireNonNull(results.get(tried));
  }

  /**
   * Gives the stress of a case, unless it has been run, a part of the time that the smoke profile
   * does. A failure is final; anything else is no verdict yet.
   *
   * @param tried one of {@link #cases()}, not null
   * @param part one over this is the part; to be used once for a case
   * @return the failure, if there is one; not null
   * @throws InterruptedException if interrupted while the case runs
   */
  public Optional<SubjectResult> glance(Case tried, int part) throws InterruptedException {
    return decide(tried, () -> runner.glance(tried, part));
  }

  /** A way to a verdict, or to none yet. */
  @FunctionalInterface
  private interface Decision {
    Optional<SubjectResult> make() throws InterruptedException;
  }

  /** Decides what is not decided yet. */
  private Optional<SubjectResult> decide(Case tried, Decision decision)
      throws InterruptedException {
    oneAtATime.lock();
    try {
      if (results.containsKey(tried)) {
        return Optional.empty();
      }
      running = tried;
      Optional<SubjectResult> decided =
          decision.make().map(result -> waivers.apply(tried.rule().id(), result));
      decided.ifPresent(result -> results.put(tried, result));
      running = null;
      return decided;
    } finally {
      oneAtATime.unlock();
    }
  }

  private boolean hasFailed(Rule rule) {
    return results.entrySet().stream()
        .filter(entry -> entry.getKey().rule().equals(rule))
        .map(entry -> entry.getValue().verdict())
        .anyMatch(verdict -> verdict == Verdict.FAIL || verdict == Verdict.WAIVED);
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
        runner.offer().primitives().stream().sorted().map(Primitive::toString).toList(),
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
    String reason = runner.isDeselected(tried) ? CaseRunner.NOT_SELECTED : SubjectResult.NOT_RUN;
    return SubjectResult.untried(tried.subjectName(), Verdict.INCONCLUSIVE, reason);
  }

  @Override
  public void close() {
    workers.close();
    monitor.close();
  }
}
