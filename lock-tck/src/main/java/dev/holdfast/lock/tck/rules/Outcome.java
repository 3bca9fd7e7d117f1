package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.RuleViolation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt to acquire ended.
 *
 * @param form the call that was made
 * @param timeout its timeout, if the form has one
 * @param handle what was granted, or null
 * @param failure what was thrown, or null
 * @param elapsed from before the call until after it returned, or until its future completed
 */
record Outcome(
    Form form,
    Duration timeout,
    @Nullable LockHandle handle,
    @Nullable Throwable failure,
    Duration elapsed) {

  /** Makes a call in the current thread. */
  static Outcome ofCall(Form form, Lockable<? extends LockHandle> lock, Duration timeout) {
    long start = System.nanoTime();
    try {
      LockHandle handle = form.call(lock, timeout);
      return new Outcome(form, timeout, handle, null, since(start));
    } catch (RuleViolation e) {
      throw e;
    } catch (Throwable e) {
      return new Outcome(form, timeout, null, e, since(start));
    }
  }

  /** The future outcome of an asynchronous call; what the call itself throws is thrown. */
  static CompletableFuture<Outcome> ofStart(
      Form form, Lockable<? extends LockHandle> lock, Duration timeout) {
    long start = System.nanoTime();
    return of(form, timeout, start, form.start(lock, timeout));
  }

  static CompletableFuture<Outcome> of(
      Form form,
      Duration timeout,
      long start,
      CompletableFuture<? extends @Nullable LockHandle> future) {
    return future.handle(
        (handle, failure) -> new Outcome(form, timeout, handle, unwrapped(failure), since(start)));
  }

  private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  boolean isGrant() {
    return handle != null;
  }

  /** Whether it says "not now", in the way that this form says so. */
  boolean isRefusal() {
    return form.answersNull()
        ? handle == null && failure == null
        : failure instanceof TimeoutException;
  }

  /** Such as "tryAcquire(PT0.02S) returned null after 20.113 ms". */
  @Override
  public String toString() {
    String verb = form.isAsync() ? " completed with " : " returned ";
    String what =
        failure != null
            ? (form.isAsync() ? " failed with " : " threw ") + failure
            : handle == null ? verb + "null" : verb + handle;
    return form.with(timeout) + what + " after " + Say.time(elapsed);
  }
}
