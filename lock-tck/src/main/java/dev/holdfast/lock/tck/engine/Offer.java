package dev.holdfast.lock.tck.engine;

import static java.util.Objects.requireNonNullElse;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Which primitives the backend offers, or why it cannot be tried at all.
 *
 * @param unavailable why the backend cannot be opened; null if it can
 */
record Offer(Set<Primitive> primitives, @Nullable String unavailable) {

  static Offer of(BackendUnderTest backend, RunOptions options, String namespace)
      throws InterruptedException {
    var task = WatchedTask.start("lock-tck opening", () -> ask(backend, namespace));
    try {
      return new Offer(task.await(options.watchdog()), null);
    } catch (ExecutionException e) {
      return new Offer(Set.of(), Judgement.of(requireNonNullElse(e.getCause(), e)).message());
    } catch (TimeoutException e) {
      String stack = Blame.stack(task.thread(), task.thread().getStackTrace());
      task.thread().interrupt();
      return new Offer(
          Set.of(),
          "Opening and closing a provider hangs: it has not ended within %d ms.%s"
              .formatted(options.watchdog().toMillis(), stack));
    }
  }

  private static Set<Primitive> ask(BackendUnderTest backend, String namespace) {
    try (LockProvider provider = Providers.open(backend, namespace)) {
      return Providers.offeredBy(provider);
    }
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
    var missing = new TreeSet<>(tried.rule().primitives());
    Subject subject = tried.subject();
    if (subject != null) {
      missing.add(subject.primitive());
    }
    missing.removeAll(primitives);
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    return untried(
        tried, Verdict.NOT_APPLICABLE, "The provider does not offer " + list(missing) + ".");
  }

  private static String list(Set<Primitive> primitives) {
    return String.join(", ", primitives.stream().map(Primitive::toString).toList());
  }

  private static Optional<SubjectResult> untried(Case tried, Verdict verdict, String reason) {
    return Optional.of(SubjectResult.untried(tried.subjectName(), verdict, reason));
  }
}
