package dev.holdfast.lock;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The future of an asynchronous acquisition, as backends return it: it notices when somebody else
 * than the backend completes it, and gives back a grant that comes too late. For users it is a
 * plain {@link CompletableFuture}.
 *
 * <p>The backend completes it with {@link #deliver} or {@link #fail} and nothing else. Everybody
 * else may cancel it or complete it in any way, directly or through {@code orTimeout}, {@code
 * completeOnTimeout} and {@code completeAsync}: then {@link #abandoned()} is called, and a grant
 * that was already under way is passed to {@link #giveBack}. So each grant ends with exactly one of
 * caller and backend.
 *
 * @param <T> what is acquired
 */
public abstract class AcquisitionFuture<T> extends CompletableFuture<@Nullable T> {

  /*
   * The outcome is decided once, by the backend or from outside, before anybody completes this
   * future. Whoever decides from outside tells the backend, and only then completes: who sees the
   * future completed finds no trace of the wait any more. In between, the backend may well try to
   * deliver or fail, even from within abandoned(); that is too late then, or orTimeout() would end
   * in a CancellationException.
   *
   * Whoever comes from outside and finds that the backend has decided waits until it has completed
   * the future, which it is about to do. The wait is bounded, for a thread that runs out of stack in
   * that very moment never does.
   */
  private static final int BACKEND = 1;

  private static final int OUTSIDE = 2;
  private static final int OUTSIDE_AND_GIVES_BACK = 3;
  private static final int PATIENCE = 1_000;
  private static final VarHandle DECIDER;

  static {
    try {
      DECIDER = MethodHandles.lookup().findVarHandle(AcquisitionFuture.class, "decider", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int decider;

  /** A future that nobody has completed yet. */
  protected AcquisitionFuture() {}

  /**
   * Called when somebody other than the backend is about to complete this future: nobody waits any
   * more. Runs on that thread and must neither wait for anybody nor throw. May be called more than
   * once, and together with a delivery; the delivered grant is then given back, or was the first.
   */
  protected abstract void abandoned();

  /**
   * Called with a grant that came too late. Runs on the thread that delivers. There is nobody left
   * to tell of a failure: a {@link RuntimeException} is logged.
   *
   * @param grant what the backend delivered, not null
   */
  protected abstract void giveBack(T grant);

  /**
   * Completes this future, or gives the grant back if somebody has completed or abandoned it
   * before.
   *
   * @param grant the outcome of the acquisition; null for "not now"
   */
  public final void deliver(@Nullable T grant) {
    boolean delivered = decidedBy(BACKEND) && super.complete(grant);
    if (delivered || grant == null) {
      return;
    }
    try {
      giveBack(grant);
    } catch (RuntimeException e) {
      System.getLogger(AcquisitionFuture.class.getName())
          .log(Level.WARNING, "A grant that came too late could not be given back: " + grant, e);
    }
  }

  /**
   * Completes this future with a failure of the backend, if nobody has completed or abandoned it
   * before.
   *
   * @param failure why there will be no grant, not null
   */
  public final void fail(Throwable failure) {
    requireNonNull(failure, "failure");
    if (decidedBy(BACKEND)) {
      super.completeExceptionally(failure);
    }
  }

  private boolean decidedBy(int side) {
    return DECIDER.compareAndSet(this, 0, side);
  }

  /**
   * Answers true once, for those of whom only one may give the grant of an abandoned future back.
   */
  final boolean beginsToGiveBack() {
    return DECIDER.compareAndSet(this, OUTSIDE, OUTSIDE_AND_GIVES_BACK);
  }

  final boolean isAbandoned() {
    return decider >= OUTSIDE;
  }

  @Override
  @CanIgnoreReturnValue
  public boolean complete(@Nullable T value) {
    return abandonFirst(() -> super.complete(value));
  }

  @Override
  @CanIgnoreReturnValue
  public boolean completeExceptionally(Throwable failure) {
    requireNonNull(failure, "failure");
    return abandonFirst(() -> super.completeExceptionally(failure));
  }

  @Override
  @CanIgnoreReturnValue
  public boolean cancel(boolean mayInterruptIfRunning) {
    return abandonFirst(() -> super.cancel(mayInterruptIfRunning));
  }

  private boolean abandonFirst(BooleanSupplier completion) {
    boolean completed;
    try {
      if (decidedBy(OUTSIDE) || (isAbandoned() && !isDone())) {
        abandoned();
      }
      awaitBriefly(() -> isAbandoned() || isDone());
    } finally {
      completed = completion.getAsBoolean();
    }
    return completed;
  }

  /** Waits for what another thread is in the middle of. */
  static void awaitBriefly(BooleanSupplier condition) {
    for (int i = 0; !condition.getAsBoolean() && i < PATIENCE; i++) {
      LockSupport.parkNanos(1);
    }
  }

  @Override
  @CanIgnoreReturnValue
  public CompletableFuture<@Nullable T> completeAsync(
      Supplier<? extends @Nullable T> supplier, Executor executor) {
    requireNonNull(supplier, "supplier");
    // The inherited form would complete this future behind our back.
    executor.execute(
        () -> {
          if (isDone()) {
            return;
          }
          try {
            complete(supplier.get());
          } catch (Throwable t) {
            completeExceptionally(t);
          }
        });
    return this;
  }

  @Override
  @CanIgnoreReturnValue
  public CompletableFuture<@Nullable T> completeAsync(Supplier<? extends @Nullable T> supplier) {
    return completeAsync(supplier, defaultExecutor());
  }

  /** Completes this future, or replaces its outcome; a grant that was the outcome is not closed. */
  @Override
  public void obtrudeValue(@Nullable T value) {
    if (!complete(value)) {
      super.obtrudeValue(value);
    }
  }

  /** Completes this future, or replaces its outcome; a grant that was the outcome is not closed. */
  @Override
  public void obtrudeException(Throwable failure) {
    if (!completeExceptionally(failure)) {
      super.obtrudeException(failure);
    }
  }
}
