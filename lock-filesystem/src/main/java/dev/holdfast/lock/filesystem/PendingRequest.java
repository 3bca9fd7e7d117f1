package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.AcquisitionFuture;
import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The future of a request. No thread waits for it: the JVM-local stage calls back, and then a timer
 * tries the file from time to time.
 *
 * @param <T> what it is granted
 */
final class PendingRequest<T> extends AcquisitionFuture<T> {

  /*
   *   at the JVM-local stage ──▶ at the file, see TimedAttempt ──▶ delivered, or given back
   *            │                               ▲
   *            ╰── cancelled, timed out, closed ──▶ delivered
   *
   *  (1) `staged` is claimed once, by whoever takes the outcome of the JVM-local stage: the callback,
   *      or somebody who abandons the future in that moment.
   *  (2) The grant is made when the attempt is over, by whoever ended it, and not by the executor: so
   *      one that was abandoned is given back at once.
   *  (3) Whoever abandons the future waits, for a moment at most, until nothing of it is held.
   */

  private static final int PATIENCE = 1_000;

  private final Request<T> request;
  private final Deadline deadline;
  private final Executor executor;
  private final AtomicBoolean staged = new AtomicBoolean();
  private final AtomicBoolean givesBack = new AtomicBoolean();
  private volatile boolean givenBack;
  private volatile boolean gone;
  private volatile boolean stageIsOver;
  private volatile @Nullable CompletableFuture<?> stage;
  private volatile @Nullable TimedAttempt attempt;
  private volatile @Nullable T granted;

  private PendingRequest(Request<T> request, Deadline deadline, Executor executor) {
    this.request = request;
    this.deadline = deadline;
    this.executor = executor;
  }

  /** Starts a request; what is known at once is in the future at once. */
  static <T> CompletableFuture<@Nullable T> start(
      Request<T> request, Duration timeout, Executor executor) {
    Deadline deadline = Deadline.after(timeout);
    boolean entered = false;
    boolean waits = false;
    try {
      entered = request.enterNow();
      waits = !entered && !timeout.isZero();
    } catch (LockException e) {
      return CompletableFuture.failedFuture(e);
    } finally {
      if (!entered && !waits) {
        request.notEntered();
      }
    }
    PendingRequest<T> pending = new PendingRequest<>(request, deadline, executor);
    if (entered) {
      return pending.approach();
    }
    if (waits) {
      pending.enter();
      return pending;
    }
    return CompletableFuture.completedFuture(request.notNow());
  }

  /** Waits for the outcome. If the interrupt meets with the grant, the grant wins. */
  static <T> @Nullable T join(CompletableFuture<@Nullable T> future) throws InterruptedException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          if (future.cancel(false)) {
            interrupted = false;
            throw e;
          }
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new LockException("The acquisition failed: " + e.getCause(), e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A first try, or at least the first step towards it. */
  private CompletableFuture<@Nullable T> approach() {
    TimedAttempt begun = newAttempt();
    if (begun.startNow()) {
      return outcomeOf(begun.attempt());
    }
    endIfGone(begun);
    return this;
  }

  private TimedAttempt newAttempt() {
    TimedAttempt begun = new TimedAttempt(request, deadline, this::finish);
    attempt = begun;
    return begun;
  }

  private void endIfGone(TimedAttempt begun) {
    if (gone) {
      begun.attempt().end(null);
    }
  }

  /** The outcome of an attempt that nobody else knows. */
  private CompletableFuture<@Nullable T> outcomeOf(Attempt begun) {
    RuntimeException failure = begun.failure();
    return failure == null
        ? CompletableFuture.completedFuture(
            begun.isGranted() ? request.grant(begun.grip()) : request.notNow())
        : CompletableFuture.failedFuture(failure);
  }

  private void enter() {
    CompletableFuture<?> entering;
    try {
      entering = request.enterAsync(deadline.remaining());
    } catch (RuntimeException e) {
      request.notEntered();
      throw e;
    }
    stage = entering;
    entering.whenComplete(
        (outcome, failure) -> {
          if (staged.compareAndSet(false, true)) {
            afterStage(outcome, failure);
          }
        });
    if (gone) {
      abandonStage();
    }
  }

  private void afterStage(@Nullable Object outcome, @Nullable Throwable failure) {
    if (failure == null && request.hasEntered(outcome)) {
      TimedAttempt begun = newAttempt();
      stageIsOver = true;
      begun.start();
      endIfGone(begun);
    } else {
      request.notEntered();
      stageIsOver = true;
      handOver(
          () -> {
            if (failure == null) {
              deliver(request.notNow());
            } else {
              fail(
                  failure instanceof CompletionException e
                      ? requireNonNull(e.getCause())
                      : failure);
            }
          });
    }
  }

  /** Makes the outcome; called once, when the attempt is over. */
  private void finish(Attempt begun) {
    RuntimeException failure = begun.failure();
    T outcome = begun.isGranted() ? request.grant(begun.grip()) : request.notNow();
    granted = begun.isGranted() ? outcome : null;
    handOver(
        () -> {
          if (failure == null) {
            deliver(outcome);
          } else {
            fail(failure);
          }
        });
  }

  private void handOver(Runnable delivery) {
    if (executor == Background.completions() || executor == DirectExecutor.INSTANCE) {
      handOverNow(delivery);
    } else {
      // It may run its tasks in the calling thread, and that one may be needed for others.
      Background.completions().execute(() -> handOverNow(delivery));
    }
  }

  private void handOverNow(Runnable delivery) {
    try {
      executor.execute(delivery);
    } catch (Throwable t) {
      // An Error too: nobody may wait for ever because of an executor.
      Background.completions().execute(() -> rejected(t));
    }
  }

  private void rejected(Throwable rejection) {
    giveBackGranted();
    fail(
        new LockException(
            "The executor of the provider rejected the outcome of " + request.undone(), rejection));
  }

  private void giveBackGranted() {
    T grant = granted;
    if (grant != null) {
      try {
        giveBack(grant);
      } catch (RuntimeException e) {
        Lane.report("A grant that nobody receives could not be given back properly.", e);
      }
    }
  }

  @Override
  protected void abandoned() {
    gone = true;
    abandonStage();
    awaitBriefly(() -> stageIsOver || !staged.get());
    TimedAttempt begun = attempt;
    if (begun == null) {
      return;
    }
    Attempt tried = begun.attempt();
    if (tried.end(null) || !tried.isGranted()) {
      awaitBriefly(tried::isCleanedUp);
    } else {
      begun.finish();
      awaitBriefly(() -> granted != null);
      giveBackGranted();
      awaitBriefly(() -> givenBack); // the delivery may have come first
    }
  }

  /** Waits for what another thread is in the middle of, so that nothing is held afterwards. */
  private static void awaitBriefly(BooleanSupplier condition) {
    for (int i = 0; !condition.getAsBoolean() && i < PATIENCE; i++) {
      LockSupport.parkNanos(1);
    }
  }

  private void abandonStage() {
    CompletableFuture<?> entering = stage;
    if (entering != null
        && !entering.cancel(false)
        && !entering.isCompletedExceptionally()
        && staged.compareAndSet(false, true)) {
      if (request.hasEntered(entering.join())) {
        request.leave();
      } else {
        request.notEntered();
      }
      stageIsOver = true;
    }
  }

  @Override
  protected void giveBack(T grant) {
    if (givesBack.compareAndSet(false, true)) {
      try {
        request.giveBack(grant);
      } finally {
        givenBack = true;
      }
    }
  }
}
