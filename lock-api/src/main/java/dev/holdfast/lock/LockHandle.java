package dev.holdfast.lock;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One acquisition of a lock. Closing it releases the lock; the end of the thread that acquired it
 * does not.
 *
 * <p>All methods may be called by any thread at any time. A handle that becomes garbage without
 * being closed is released with a warning, some time later.
 */
public interface LockHandle extends AutoCloseable {

  /**
   * Releases the lock. When this returns, the lock is free for the next one to acquire.
   *
   * <p>Idempotent: only the first call has an effect, however many threads call. Harmless after a
   * {@linkplain #lost() loss}: it never releases what somebody else holds by now. Not
   * interruptible; the interrupt status is kept.
   *
   * @throws LockException if the lock could not be released properly; the handle counts as closed
   *     all the same
   */
  @Override
  void close();

  /**
   * Releases the lock like {@link #close()}, without blocking the caller where the backend has to
   * wait for something.
   *
   * <p>The default releases in the calling thread and returns a completed future, which is right
   * for backends whose {@code close()} does not block.
   *
   * @return completed when the lock is released, exceptionally where {@code close()} would throw;
   *     not null
   */
  @CanIgnoreReturnValue
  default CompletableFuture<Void> closeAsync() {
    try {
      close();
      return CompletableFuture.completedFuture(null);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Tells whether the lock is held, as far as this process knows.
   *
   * @return false for ever once {@link #close()} was called or a loss was noticed
   */
  boolean isHeld();

  /**
   * The news of a loss, should there be one.
   *
   * @return a stage that completes at most once, normally, when the lock is lost while held; never
   *     after a normal close. It completes on the provider's executor, or is already complete.
   *     Dependents that throw or block harm no other handle. Not null.
   */
  CompletionStage<LockLoss> lost();

  /**
   * The fencing token: hand it to the resource that the lock protects, and let the resource refuse
   * every token that is smaller than the greatest it has seen.
   *
   * @return the token of an exclusive grant (mutex, write lock, upgrade), strictly greater than all
   *     tokens granted before it for this name, and constant for as long as the handle stays
   *     exclusive, also after it is closed or lost; empty for a reader, an upgradeable reader that
   *     is not upgraded, a permit, and where the backend has no tokens
   */
  OptionalLong fencingToken();
}
