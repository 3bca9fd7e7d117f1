package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Which primitives the backend offers, or why it cannot be tried at all.
 *
 * @param unavailable why the backend cannot be opened; null if it can
 */
record Offer(Set<Primitive> primitives, @Nullable String unavailable) {

  private static final Duration CLOSING = Duration.ofSeconds(2);

  static Offer of(BackendUnderTest backend, RunOptions options, String namespace)
      throws InterruptedException {
    var provider = new AtomicReference<@Nullable LockProvider>();
    var task = WatchedTask.start("lock-tck opening", () -> ask(backend, namespace, provider));
    try {
      Offer offer = task.await(options.watchdog());
      close(provider.get());
      return offer;
    } catch (ExecutionException e) {
      return new Offer(Set.of(), Judgement.indescribable(e).message());
    } catch (TimeoutException e) {
      String stack = Blame.stack(task.thread(), task.thread().getStackTrace());
      task.thread().interrupt();
      return new Offer(
          Set.of(),
          "Opening a provider hangs: it has not ended within %d ms.%s"
              .formatted(options.watchdog().toMillis(), stack));
    }
  }

  private static Offer ask(
      BackendUnderTest backend, String namespace, AtomicReference<@Nullable LockProvider> opened) {
    try {
      LockProvider provider = Providers.open(backend, namespace);
      opened.set(provider);
      return new Offer(Providers.offeredBy(provider), null);
    } catch (Throwable t) {
      return new Offer(Set.of(), Judgement.of(t).message());
    }
  }

  /** Whether that works is what rules are for. */
  private static void close(@Nullable LockProvider provider) throws InterruptedException {
    if (provider == null) {
      return;
    }
    var task =
        WatchedTask.start(
            "lock-tck closing",
            () -> {
              provider.close();
              return provider;
            });
    try {
      task.await(CLOSING);
    } catch (ExecutionException | TimeoutException e) {
      task.thread().interrupt();
    }
  }

  /** Whether nothing but a declaration keeps a case from being tried. */
  boolean lacksOnlyCapability(Case tried, BackendUnderTest backend) {
    var capability = tried.rule().capability();
    return capability != null
        && !backend.capabilities().contains(capability)
        && unavailable == null
        && missing(tried).isEmpty();
  }

  /** The outcome of a case that cannot be tried with this backend. */
  Optional<SubjectResult> untried(Case tried, BackendUnderTest backend) {
    var capability = tried.rule().capability();
    if (capability != null && !backend.capabilities().contains(capability)) {
      return untried(
          tried, Verdict.NOT_APPLICABLE, "The backend does not declare " + capability + ".");
    }
    if (unavailable != null) {
      return untried(tried, Verdict.HARNESS_ERROR, unavailable);
    }
    Set<Primitive> missing = missing(tried);
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    return untried(
        tried, Verdict.NOT_APPLICABLE, "The provider does not offer " + list(missing) + ".");
  }

  private Set<Primitive> missing(Case tried) {
    var missing = new TreeSet<>(tried.rule().primitives());
    Subject subject = tried.subject();
    if (subject != null) {
      missing.add(subject.primitive());
    }
    missing.removeAll(primitives);
    return missing;
  }

  private static String list(Set<Primitive> primitives) {
    return String.join(", ", primitives.stream().map(Primitive::toString).toList());
  }

  private static Optional<SubjectResult> untried(Case tried, Verdict verdict, String reason) {
    return Optional.of(SubjectResult.untried(tried.subjectName(), verdict, reason));
  }
}
