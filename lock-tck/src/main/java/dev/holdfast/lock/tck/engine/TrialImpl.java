package dev.holdfast.lock.tck.engine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedReaderWriterLock;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Bound;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.Faults;
import dev.holdfast.lock.tck.Latency;
import dev.holdfast.lock.tck.Measurements;
import dev.holdfast.lock.tck.checker.Proof;
import dev.holdfast.lock.tck.worker.Workers;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A trial as the check sees it; {@link TrialRun} runs it. */
final class TrialImpl implements Trial {

  private final Case tried;
  private final TrialSettings settings;
  private final StallMonitor monitor;
  private final StallMonitor.Window window;
  private final Providers providers;
  private final LockProvider provider;
  private final Workers workers;
  private final Forks forks;
  private final TrialLocks locks;
  private final Random random;
  private final AtomicInteger names = new AtomicInteger();
  private final LongAdder evidence = new LongAdder();
  private final Meters meters = new Meters();
  private volatile @Nullable RuleViolation found;
  private volatile Duration extension = Duration.ZERO;

  TrialImpl(
      Case tried,
      TrialSettings settings,
      StallMonitor monitor,
      StallMonitor.Window window,
      Providers providers,
      Workers workers,
      Forks forks) {
    this.tried = tried;
    this.settings = settings;
    this.monitor = monitor;
    this.window = window;
    this.providers = providers;
    this.workers = workers;
    this.forks = forks;
    this.random = new Random(settings.seedOf(tried));
    this.provider = providers.open();
    this.locks = new TrialLocks(tried, providers, provider, settings.patience());
  }

  @Override
  public LockProvider provider() {
    return provider;
  }

  @Override
  public LockProvider openSibling() {
    return providers.open();
  }

  @Override
  public LockProvider openStranger() {
    return providers.openStranger();
  }

  @Override
  public String namespaceOf(LockProvider of) {
    return providers.namespaceOf(of);
  }

  @Override
  public LockProvider reopen(LockProvider closed) {
    return providers.open(providers.namespaceOf(closed));
  }

  @Override
  public Faults faults(LockProvider of) {
    return OfferedFaults.of(settings.backend(), providers.namespaceOf(of));
  }

  @Override
  public String freshName() {
    return tried.slug() + "-" + names.incrementAndGet();
  }

  @Override
  public Lockable<? extends LockHandle> lockable(LockProvider from, String name) {
    return locks.lockable(from, name);
  }

  @Override
  public DistributedLock mutex(LockProvider from, String name) {
    return locks.mutex(from, name);
  }

  @Override
  public DistributedReaderWriterLock readerWriter(LockProvider from, String name) {
    return locks.readerWriter(from, name);
  }

  @Override
  public DistributedUpgradeableReaderWriterLock upgradeable(LockProvider from, String name) {
    return locks.upgradeable(from, name);
  }

  @Override
  public DistributedSemaphore semaphore(LockProvider from, String name, int permits) {
    return locks.semaphore(from, name, permits);
  }

  @Override
  public Workers workers() {
    return workers;
  }

  @Override
  public void exemptFromConservation(String name) {
    locks.exemptFromConservation(name);
  }

  @Override
  public boolean offers(Primitive primitive) {
    return primitive.isOfferedBy(provider);
  }

  @Override
  public boolean declares(Capability capability) {
    return settings.backend().capabilities().contains(capability);
  }

  @Override
  public Bounds bounds() {
    return settings.backend().bounds();
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public Duration budget() {
    return settings.budget();
  }

  @Override
  public Duration scaled(Duration bound) {
    return settings.scaled(bound);
  }

  @Override
  public Duration patience() {
    return settings.patience();
  }

  @Override
  @CanIgnoreReturnValue
  public <T> Future<T> fork(String threadName, Callable<T> action) {
    return forks.start(threadName, action);
  }

  @Override
  public Thread thread(String threadName) {
    return forks.thread(threadName);
  }

  @Override
  @CanIgnoreReturnValue
  public <T> T join(Future<T> fork) throws Exception {
    return forks.join(fork);
  }

  @Override
  public String stacks() {
    return Blame.stacks(forks.stacks());
  }

  @Override
  public void awaitBlocked(String threadName) {
    try {
      forks.awaitBlocked(threadName);
    } catch (InterruptedException e) {
      // Only the watchdog interrupts checks.
      Thread.currentThread().interrupt();
      throw new Inconclusive("The trial was interrupted while it waited for " + threadName + ".");
    }
  }

  @Override
  public Duration worstStall() {
    return window.worst();
  }

  @Override
  public void within(Duration bound, String what, TimedAttempt attempt) throws Exception {
    var measurement = new Measurement(bound, what);
    while (!measurement.isOver()) {
      try (var attemptWindow = monitor.open()) {
        Duration taken = attempt.run();
        measurement.add(taken, attemptWindow.total());
      }
    }
    measurement.judge();
    evidence(1);
  }

  @Override
  public void evidence(long events) {
    evidence.add(events);
  }

  @Override
  public void observed(Bound bound, Duration value) {
    meters.observed(bound, value.toNanos() / 1e6);
  }

  @Override
  public void observed(Bound bound, long value) {
    meters.observed(bound, (double) value);
  }

  @Override
  public LatencyLog latencies(Latency.Kind kind) {
    return meters.open(kind);
  }

  Measurements measurements() {
    return meters.read();
  }

  long evidence() {
    return evidence.sum();
  }

  @Override
  @FormatMethod
  public RuleViolation violated(@FormatString String format, Object... args) {
    return new RuleViolation(format.formatted(args));
  }

  @Override
  public RuleViolation violated(Proof proof) {
    return new RuleViolation(proof.against(tried.rule().id()));
  }

  @Override
  public RuleViolation elaborate(
      RuleViolation violation, Duration time, Callable<RuleViolation> elaboration) {
    found = violation;
    extension = time;
    try {
      return elaboration.call();
    } catch (Exception | AssertionError e) {
      violation.addSuppressed(e);
      return violation;
    }
  }

  /** A violation that the check is elaborating on. */
  Optional<RuleViolation> found() {
    return Optional.ofNullable(found);
  }

  /** How much longer than usual the trial may take. */
  Duration extension() {
    return extension;
  }

  /** After a check that found nothing: looks for what it has left behind. */
  void settle() throws Exception {
    locks.settle(random);
  }

  /** After a check that did not end well: gives back what the trial itself has taken. */
  void abandon() {
    locks.abandon();
  }
}
