package dev.holdfast.lock;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Anything with a name that can be acquired. Thread-safe; not reentrant: a caller that already
 * holds the lock competes like anybody else.
 *
 * <pre>{@code
 * try (LockHandle held = lock.tryAcquire(Duration.ofSeconds(2))) {
 *   if (held == null) {
 *     return Outcome.BUSY;
 *   }
 *   work();
 * }
 * }</pre>
 *
 * <p>A backend implements {@link #id()}, {@link #mode()} and the two try-forms with a timeout;
 * every other form is derived from them. Where a method is said to throw, the asynchronous forms
 * fail with the same exception, except that wrong arguments and a closed provider are thrown at
 * once.
 *
 * <p><b>Interruption.</b> The blocking forms throw {@link InterruptedException} if the thread is
 * interrupted on entry or while it waits; nothing is held then. If the interrupt comes at the same
 * time as the grant, the handle is returned and the interrupt status stays set. Only {@link
 * #tryAcquire()} is not interruptible.
 *
 * <p><b>Cancellation.</b> Cancelling the future of an asynchronous form, or completing it in any
 * other way, ends the wait; a grant that is under way is given back. If {@code cancel} returns
 * false, the future had its outcome before, and a handle in it has to be closed. That holds for the
 * future that was returned, not for ones derived from it.
 *
 * <p><b>Which thread completes a future.</b> The calling thread, before the method returns, if the
 * outcome is known at once; else the executor of the provider.
 *
 * @param <H> the type of handle that an acquisition returns
 */
public interface Lockable<H extends LockHandle> {

  /**
   * Which lock this is.
   *
   * @return the identity, the same for all lock objects of this lock; not null
   */
  LockId id();

  /**
   * The mode in which this acquires the lock.
   *
   * @return the mode, not null
   */
  LockMode mode();

  /**
   * The name that the user gave, unchanged.
   *
   * @return the name, not null
   */
  default String name() {
    return id().name();
  }

  /**
   * What is known of the present holder, for the messages of timeouts.
   *
   * @return a phrase such as "pid 4711 on host a since 12:00:01", or null if nothing is known
   */
  default @Nullable String describeHolder() {
    return null;
  }

  /**
   * Acquires within the timeout, or answers null.
   *
   * @param timeout how long to wait; not null, not negative; zero makes one attempt
   * @return the handle, or null if others held the lock for all of the timeout
   * @throws InterruptedException if interrupted on entry (even if the timeout is zero) or while
   *     waiting; nothing is held
   * @throws IllegalArgumentException if the timeout is negative
   * @throws IllegalStateException if the provider is closed
   * @throws LockException if the lock cannot be acquired for a reason other than contention
   */
  @Nullable H tryAcquire(Duration timeout) throws InterruptedException;

  /**
   * Acquires within the timeout without blocking the caller.
   *
   * @param timeout how long to wait; not null, not negative; zero makes one attempt
   * @return the future handle, or null where {@link #tryAcquire(Duration)} answers null; not null
   *     itself
   * @throws IllegalArgumentException if the timeout is negative
   * @throws IllegalStateException if the provider is closed
   */
  CompletableFuture<@Nullable H> tryAcquireAsync(Duration timeout);

  /**
   * Acquires now or never. Ignores the interrupt status of the thread, and keeps it.
   *
   * @return the handle, or null if others hold the lock or wait for it
   * @throws IllegalStateException if the provider is closed
   * @throws LockException if the lock cannot be acquired for a reason other than contention
   */
  default @Nullable H tryAcquire() {
    return DerivedForms.now(this::tryAcquire);
  }

  /**
   * Acquires, for as long as it takes.
   *
   * @return the handle, not null
   * @throws InterruptedException if interrupted on entry or while waiting; nothing is held
   * @throws IllegalStateException if the provider is closed
   * @throws LockException if the lock cannot be acquired for a reason other than contention
   */
  default H acquire() throws InterruptedException {
    return DerivedForms.untilGranted(this::tryAcquire, this);
  }

  /**
   * Acquires within the timeout, or throws.
   *
   * @param timeout how long to wait; not null, not negative; zero makes one attempt
   * @return the handle, not null
   * @throws TimeoutException if others held the lock for all of the timeout
   * @throws InterruptedException if interrupted on entry or while waiting; nothing is held
   * @throws IllegalArgumentException if the timeout is negative
   * @throws IllegalStateException if the provider is closed
   * @throws LockException if the lock cannot be acquired for a reason other than contention
   */
  default H acquire(Duration timeout) throws InterruptedException, TimeoutException {
    H handle = tryAcquire(timeout);
    if (handle == null) {
      throw DerivedForms.notAcquired(this, timeout);
    }
    return handle;
  }

  /**
   * Acquires now or never, without blocking the caller where an attempt takes time.
   *
   * @return the future handle, or null if others hold the lock or wait for it; not null itself
   * @throws IllegalStateException if the provider is closed
   */
  default CompletableFuture<@Nullable H> tryAcquireAsync() {
    return tryAcquireAsync(Duration.ZERO);
  }

  /**
   * Acquires without blocking the caller, for as long as it takes.
   *
   * @return the future handle, not null
   * @throws IllegalStateException if the provider is closed
   */
  default CompletableFuture<H> acquireAsync() {
    return DerivedForms.granted(
        tryAcquireAsync(Deadline.FOREVER),
        handle -> handle,
        LockHandle::close,
        () -> DerivedForms.gaveUp(this));
  }

  /**
   * Acquires within the timeout without blocking the caller.
   *
   * @param timeout how long to wait; not null, not negative; zero makes one attempt
   * @return the future handle, which fails with a {@link TimeoutException} where {@link
   *     #acquire(Duration)} throws it; not null
   * @throws IllegalArgumentException if the timeout is negative
   * @throws IllegalStateException if the provider is closed
   */
  default CompletableFuture<H> acquireAsync(Duration timeout) {
    return DerivedForms.granted(
        tryAcquireAsync(timeout),
        handle -> handle,
        LockHandle::close,
        () -> DerivedForms.notAcquired(this, timeout));
  }
}
