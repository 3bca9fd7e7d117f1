package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The eight ways to ask for a lock. */
enum Form {
  TRY("tryAcquire()"),
  TRY_TIMED("tryAcquire(timeout)"),
  ACQUIRE("acquire()"),
  ACQUIRE_TIMED("acquire(timeout)"),
  TRY_ASYNC("tryAcquireAsync()"),
  TRY_ASYNC_TIMED("tryAcquireAsync(timeout)"),
  ACQUIRE_ASYNC("acquireAsync()"),
  ACQUIRE_ASYNC_TIMED("acquireAsync(timeout)");

  /** Those that take a timeout. */
  static final Set<Form> TIMED =
      Set.copyOf(EnumSet.of(TRY_TIMED, ACQUIRE_TIMED, TRY_ASYNC_TIMED, ACQUIRE_ASYNC_TIMED));

  /** Those that may wait in the calling thread. */
  static final Set<Form> BLOCKING = Set.copyOf(EnumSet.of(TRY_TIMED, ACQUIRE, ACQUIRE_TIMED));

  /** Those that may wait, and answer with a future. */
  static final Set<Form> PENDING =
      Set.copyOf(EnumSet.of(TRY_ASYNC_TIMED, ACQUIRE_ASYNC, ACQUIRE_ASYNC_TIMED));

  private final String call;

  Form(String call) {
    this.call = call;
  }

  boolean isAsync() {
    return compareTo(TRY_ASYNC) >= 0;
  }

  boolean isTimed() {
    return TIMED.contains(this);
  }

  /** Whether a refusal is a null rather than a TimeoutException. */
  boolean answersNull() {
    return this == TRY || this == TRY_TIMED || this == TRY_ASYNC || this == TRY_ASYNC_TIMED;
  }

  /** Makes the call; for the blocking forms, and the one that never waits. */
  @Nullable LockHandle call(Lockable<? extends LockHandle> lock, Duration timeout)
      throws Exception {
    return switch (this) {
      case TRY -> lock.tryAcquire();
      case TRY_TIMED -> lock.tryAcquire(timeout);
      case ACQUIRE -> lock.acquire();
      case ACQUIRE_TIMED -> lock.acquire(timeout);
      case TRY_ASYNC, TRY_ASYNC_TIMED, ACQUIRE_ASYNC, ACQUIRE_ASYNC_TIMED ->
          throw new IllegalStateException(this + " answers with a future.");
    };
  }

  /** Makes the call; for the asynchronous forms. */
  CompletableFuture<? extends @Nullable LockHandle> start(
      Lockable<? extends LockHandle> lock, Duration timeout) {
    return switch (this) {
      case TRY_ASYNC -> lock.tryAcquireAsync();
      case TRY_ASYNC_TIMED -> lock.tryAcquireAsync(timeout);
      case ACQUIRE_ASYNC -> lock.acquireAsync();
      case ACQUIRE_ASYNC_TIMED -> lock.acquireAsync(timeout);
      case TRY, TRY_TIMED, ACQUIRE, ACQUIRE_TIMED ->
          throw new IllegalStateException(this + " answers with a handle.");
    };
  }

  /** How a message names the call. */
  String with(Duration timeout) {
    String shown = timeout.compareTo(Deadline.FOREVER) >= 0 ? "for ever" : timeout.toString();
    return isTimed() ? call.replace("timeout", shown) : call;
  }
}
