package dev.holdfast.lock.tck.engine;

import static java.util.Objects.requireNonNullElse;
import static java.util.Objects.requireNonNullElseGet;

import dev.holdfast.lock.tck.Measurements;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.worker.WorkerPool;
import dev.holdfast.lock.tck.worker.Workers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs one check in a thread of its own, ends it if it hangs, and judges it. Whatever the backend
 * does, {@link #run} returns.
 */
final class TrialRun {

  private final Case tried;
  private final TrialSettings settings;
  private final StallMonitor monitor;
  private final Providers providers;
  private final Workers workers;
  private final Forks forks;
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private volatile @Nullable TrialImpl trial;

  /** What the check has thrown, which may not be judged yet. */
  private volatile @Nullable Throwable thrown;

  /** What that means, while cleaning up may still hang. */
  private volatile @Nullable Judgement finding;

  private volatile boolean sawTooLittle;
  private boolean hung;

  TrialRun(Case tried, TrialSettings settings, StallMonitor monitor, WorkerPool pool) {
    this.tried = tried;
    this.settings = settings;
    this.monitor = monitor;
    this.providers = new Providers(settings.backend(), settings.namespace());
    this.workers = new Workers(pool, settings.namespace(), settings.workerLimits());
    this.forks = new Forks(tried + " ", settings.joinPatience());
  }

  SubjectResult run() throws InterruptedException {
    long began = System.nanoTime();
    try (var window = monitor.open()) {
      Judgement judgement = judge(window);
      @Nullable TrialImpl seen = trial;
      return new SubjectResult(
          tried.subjectName(),
          judgement.verdict(),
          seen == null ? 0 : seen.evidence(),
          Duration.ofNanos(System.nanoTime() - began),
          judgement.message(),
          warnings,
          seen == null ? Measurements.NONE : seen.measurements(),
          judgement.proof(),
          judgement.program());
    }
  }

  /** Whether the check has found nothing wrong, but asks for more time. */
  boolean sawTooLittle() {
    return sawTooLittle;
  }

  /** Whether the check did not end by itself. */
  boolean hung() {
    return hung;
  }

  private Judgement judge(StallMonitor.Window window) throws InterruptedException {
    var task =
        WatchedTask.start(
            tried.toString(),
            () -> {
              try {
                attempt(window);
                return Judgement.PASS;
              } catch (Throwable t) {
                return requireNonNullElseGet(finding, () -> Judgement.of(t));
              }
            });
    try {
      Judgement judgement = awaitEnd(task);
      warnOfLeftovers(forks.stacks());
      return judgement;
    } catch (ExecutionException e) {
      return Judgement.indescribable(requireNonNullElse(e.getCause(), e));
    } catch (TimeoutException e) {
      return hanging(task, window);
    } catch (InterruptedException e) {
      end(task);
      throw e;
    }
  }

  private Judgement awaitEnd(WatchedTask<Judgement> task)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return task.await(settings.bound());
    } catch (TimeoutException e) {
      @Nullable TrialImpl seen = trial;
      if (seen == null || seen.extension().isZero()) {
        throw e;
      }
      return task.await(seen.extension());
    }
  }

  private void attempt(StallMonitor.Window window) throws Exception {
    try {
      var made = new TrialImpl(tried, settings, monitor, window, providers, workers, forks);
      trial = made;
      tried.rule().check().run(made);
      requireEnded(forks.stop(grace()));
      forks.rethrowViolation();
      workers.settle();
      made.settle();
    } catch (Throwable t) {
      thrown = t;
      finding = Judgement.of(t);
      sawTooLittle = t instanceof TooLittleSeen;
      giveBack();
      throw t;
    }
    providers.close();
    workers.close();
  }

  /** The check has failed, so that what else goes wrong does not matter. */
  private void giveBack() {
    // The watchdog may have interrupted us; what follows waits a little.
    boolean interrupted = Thread.interrupted();
    try {
      workers.close();
      forks.stop(grace());
      @Nullable TrialImpl seen = trial;
      if (seen != null) {
        seen.abandon();
      }
      providers.close();
    } catch (Throwable t) {
      warnings.add("Cleaning up after the check threw a " + t.getClass().getName() + ".");
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void requireEnded(Map<Thread, StackTraceElement[]> running) {
    if (running.isEmpty()) {
      return;
    }
    String message =
        "Threads do not end although they were interrupted and the check is over."
            + Blame.stacks(running);
    if (running.values().stream().anyMatch(Blame::isInsideBackend)) {
      throw new RuleViolation(message);
    }
    throw new IllegalStateException(message);
  }

  private Judgement hanging(WatchedTask<?> task, StallMonitor.Window window)
      throws InterruptedException {
    var stacks = new LinkedHashMap<Thread, StackTraceElement[]>();
    stacks.put(task.thread(), task.thread().getStackTrace());
    stacks.putAll(forks.stacks());
    Duration stalled = window.total();
    Duration bound = settings.bound();
    // Before the task is interrupted: what it throws because of that is no finding.
    @Nullable Judgement found = findingSoFar();
    end(task);
    if (found != null) {
      return found;
    }
    hung = true;
    if (stalled.compareTo(bound.dividedBy(2)) > 0) {
      return new Judgement(
          Verdict.INCONCLUSIVE,
          "The check has not ended within %d ms, but the machine stalled for %d ms of them.%s"
              .formatted(bound.toMillis(), stalled.toMillis(), Blame.stacks(stacks)));
    }
    return new Judgement(
        Verdict.FAIL,
        "The check hangs: it has not ended within %d ms.%s"
            .formatted(bound.toMillis(), Blame.stacks(stacks)));
  }

  private @Nullable Judgement findingSoFar() {
    @Nullable Judgement judged = finding;
    @Nullable Throwable unjudged = thrown;
    @Nullable TrialImpl seen = trial;
    if (judged != null) {
      return judged;
    }
    if (unjudged != null) {
      return Judgement.indescribable(unjudged);
    }
    return seen == null ? null : seen.found().map(Judgement::of).orElse(null);
  }

  private void end(WatchedTask<?> task) throws InterruptedException {
    if (!task.stop(grace())) {
      // It cannot clean up after itself, and cleaning up may hang as well.
      cleanUpElsewhere();
    }
    var running = new LinkedHashMap<Thread, StackTraceElement[]>();
    if (task.thread().isAlive()) {
      running.put(task.thread(), task.thread().getStackTrace());
    }
    running.putAll(forks.stacks());
    warnOfLeftovers(running);
  }

  private void cleanUpElsewhere() throws InterruptedException {
    var cleaner =
        WatchedTask.start(
            tried + " clean-up",
            () -> {
              workers.close();
              forks.stop(grace());
              providers.close();
              return tried;
            });
    try {
      cleaner.await(grace().multipliedBy(2));
    } catch (ExecutionException e) {
      Throwable cause = requireNonNullElse(e.getCause(), e);
      warnings.add("Cleaning up after the check threw a " + cause.getClass().getName() + ".");
    } catch (TimeoutException e) {
      cleaner.thread().interrupt();
      warnings.add("Cleaning up after the check hangs, too.");
    }
  }

  private void warnOfLeftovers(Map<Thread, StackTraceElement[]> running) {
    if (!running.isEmpty()) {
      warnings.add(
          "Threads that could not be ended are left behind: "
              + String.join(", ", running.keySet().stream().map(Thread::getName).toList())
              + ".");
    }
  }

  private Duration grace() {
    return settings.grace();
  }
}
