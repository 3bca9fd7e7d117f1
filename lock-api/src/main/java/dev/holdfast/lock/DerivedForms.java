package dev.holdfast.lock;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
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
  static <T> T untilGranted(Attempt<T> attempt, Lockable<?> what) throws InterruptedException {
    @Nullable T grant = attempt.make(Deadline.FOREVER);
    if (grant == null) {
      throw gaveUp(what);
    }
    return grant;
  }

  /**
   * An asynchronous attempt that fails where it finds no grant in its outcome.
   *
   * @param refusal makes the failure
   */
  static <A extends @Nullable Object, T> CompletableFuture<T> granted(
      CompletableFuture<A> attempt,
      Function<? super A, ? extends @Nullable T> grantOf,
      Consumer<? super T> giveBack,
      Supplier<? extends Exception> refusal) {
    DerivedFuture<A, T> derived = new DerivedFuture<>(attempt, grantOf, giveBack);
    attempt.whenComplete(
        (outcome, failure) -> {
          @Nullable T grant = failure == null ? grantOf.apply(outcome) : null;
          if (failure != null) {
            derived.fail(Failures.unwrapped(failure));
          } else if (grant != null) {
            derived.deliver(grant);
          } else {
            derived.fail(refusal.get());
          }
        });
    return derived;
  }

  static TimeoutException notAcquired(Lockable<?> what, Duration timeout) {
    String start =
        "The " + what.id() + " was not acquired in mode " + what.mode() + " within " + timeout;
    try {
      String holder = what.describeHolder();
      return new TimeoutException(start + (holder == null ? "." : "; held by " + holder + "."));
    } catch (RuntimeException e) {
      // The answer is a timeout all the same.
      TimeoutException timedOut = new TimeoutException(start + "; its holder is unknown.");
      timedOut.addSuppressed(e);
      return timedOut;
    }
  }

  static TimeoutException notUpgraded(Lockable<?> what, Duration timeout) {
    return new TimeoutException(
        "The " + what.id() + " was not upgraded within " + timeout + "; readers still hold it.");
  }

  static LockException gaveUp(Lockable<?> what) {
    return new LockException(
        "The backend gave up waiting for the "
            + what.id()
            + " in mode "
            + what.mode()
            + " although the wait had no limit; that is a defect of the backend.");
  }

  private static final class DerivedFuture<A extends @Nullable Object, T>
      extends AcquisitionFuture<T> {
    private final CompletableFuture<A> attempt;
    private final Function<? super A, ? extends @Nullable T> grantOf;
    private final Consumer<? super T> giveBack;
    private volatile boolean givenBack;

    DerivedFuture(
        CompletableFuture<A> attempt,
        Function<? super A, ? extends @Nullable T> grantOf,
        Consumer<? super T> giveBack) {
      this.attempt = attempt;
      this.grantOf = grantOf;
      this.giveBack = giveBack;
    }

    /** If the attempt has its grant, that is given back here and now, not when it is delivered. */
    @Override
    protected void abandoned() {
      if (!attempt.cancel(false) && attempt.isDone() && !attempt.isCompletedExceptionally()) {
        @Nullable T grant = grantOf.apply(attempt.join());
        if (grant != null) {
          giveBack(grant);
          awaitBriefly(() -> givenBack); // the delivery may have come first
        }
      }
    }

    @Override
    protected void giveBack(T grant) {
      if (beginsToGiveBack()) {
        try {
          giveBack.accept(grant);
        } finally {
          givenBack = true;
        }
      }
    }
  }
}
