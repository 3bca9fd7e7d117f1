package dev.holdfast.lock;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The forms of acquisition and upgrade that follow from the two try-forms, derived here once for
 * both. An attempt yields a grant, or null for "not now".
 */
final class DerivedForms {

  private DerivedForms() {}

  /** A blocking attempt that may be interrupted. */
  @FunctionalInterface
  interface Attempt<T> {
    @Nullable T make(Duration timeout) throws InterruptedException;
  }

  /** One attempt that ignores the interrupt status and keeps it. */
  static <T> @Nullable T now(Attempt<T> attempt) {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return attempt.make(Duration.ZERO);
        } catch (InterruptedException e) {
          // An interrupt that came after the line above cleared the status.
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** An attempt without a limit, which cannot answer "not now". */
  static <T> T untilGranted(Attempt<T> attempt, Object what) throws InterruptedException {
    @Nullable T grant = attempt.make(Deadline.FOREVER);
    if (grant == null) {
      throw gaveUp(what);
    }
    return grant;
  }

  /**
   * An asynchronous attempt that fails with a {@link TimeoutException} where it finds no grant in
   * its outcome.
   */
  static <A extends @Nullable Object, T> CompletableFuture<T> orTimeoutException(
      CompletableFuture<A> attempt,
      Function<? super A, ? extends @Nullable T> grantOf,
      Consumer<? super T> giveBack,
      Duration timeout,
      Lockable<?> what) {
    DerivedFuture<T> derived = new DerivedFuture<>(attempt, giveBack);
    attempt.whenComplete(
        (outcome, failure) -> {
          @Nullable T grant = failure == null ? grantOf.apply(outcome) : null;
          if (failure != null) {
            derived.fail(failure);
          } else if (grant != null) {
            derived.deliver(grant);
          } else {
            derived.fail(timeout.equals(Deadline.FOREVER) ? gaveUp(what) : timedOut(what, timeout));
          }
        });
    return derived;
  }

  static TimeoutException timedOut(Lockable<?> what, Duration timeout) {
    String holder = what.describeHolder();
    return new TimeoutException(
        "The "
            + what.id()
            + " was not acquired in mode "
            + what.mode()
            + " within "
            + timeout
            + (holder == null ? "." : "; held by " + holder + "."));
  }

  private static LockException gaveUp(Object what) {
    return new LockException(
        "The backend gave up "
            + what
            + ", a wait without a limit; that is a defect of the backend.");
  }

  private static final class DerivedFuture<T> extends AcquisitionFuture<T> {
    private final CompletableFuture<?> attempt;
    private final Consumer<? super T> giveBack;

    DerivedFuture(CompletableFuture<?> attempt, Consumer<? super T> giveBack) {
      this.attempt = requireNonNull(attempt);
      this.giveBack = giveBack;
    }

    @Override
    protected void abandoned() {
      attempt.cancel(false);
    }

    @Override
    protected void giveBack(T grant) {
      giveBack.accept(grant);
    }
  }
}
