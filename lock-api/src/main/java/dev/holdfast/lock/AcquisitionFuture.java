package dev.holdfast.lock;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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

  /** A future that nobody has completed yet. */
  protected AcquisitionFuture() {}

  /**
   * Called when somebody other than the backend is about to complete this future: nobody waits any
   * more. Runs on that thread and must neither block nor throw. May be called more than once, and
   * together with a delivery; the delivery then finds the future completed, or was the first.
   */
  protected abstract void abandoned();

  /**
   * Called with a grant that came too late. Runs on the thread that delivers.
   *
   * @param grant what the backend delivered, not null
   */
  protected abstract void giveBack(T grant);

  /**
   * Completes this future, or gives the grant back if somebody has completed it before.
   *
   * @param grant the outcome of the acquisition; null for "not now"
   */
  public final void deliver(@Nullable T grant) {
    if (!super.complete(grant) && grant != null) {
      giveBack(grant);
    }
  }

  /**
   * Completes this future with a failure of the backend, if nobody has completed it before.
   *
   * @param failure why there will be no grant, not null
   */
  public final void fail(Throwable failure) {
    super.completeExceptionally(failure);
  }

  @Override
  @CanIgnoreReturnValue
  public boolean complete(@Nullable T value) {
    noticeAbandonment();
    return super.complete(value);
  }

  @Override
  @CanIgnoreReturnValue
  public boolean completeExceptionally(Throwable failure) {
    noticeAbandonment();
    return super.completeExceptionally(failure);
  }

  @Override
  @CanIgnoreReturnValue
  public boolean cancel(boolean mayInterruptIfRunning) {
    noticeAbandonment();
    return super.cancel(mayInterruptIfRunning);
  }

  @Override
  @CanIgnoreReturnValue
  public CompletableFuture<@Nullable T> completeAsync(
      Supplier<? extends @Nullable T> supplier, Executor executor) {
    // The inherited form would complete this future behind our back.
    executor.execute(
        () -> {
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

  @Override
  public void obtrudeValue(@Nullable T value) {
    noticeAbandonment();
    super.obtrudeValue(value);
  }

  @Override
  public void obtrudeException(Throwable failure) {
    noticeAbandonment();
    super.obtrudeException(failure);
  }

  private void noticeAbandonment() {
    if (!isDone()) {
      abandoned();
    }
  }
}
