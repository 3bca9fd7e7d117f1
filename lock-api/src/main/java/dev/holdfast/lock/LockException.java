package dev.holdfast.lock;

import org.jspecify.annotations.Nullable;

/**
 * A lock <em>cannot</em> be acquired, upgraded or released, for a reason other than contention: the
 * message says what failed, on what, and what to do about it. Backends throw it, with the system's
 * error as cause; never for a lock that is merely held by somebody else.
 */
public sealed class LockException extends RuntimeException
    permits ProviderClosedException, SemaphoreLimitException {

  private static final long serialVersionUID = 1L;

  /**
   * A failure without a cause in the system.
   *
   * @param message complete sentences, not null
   */
  public LockException(String message) {
    super(message);
  }

  /**
   * A failure that something else has caused.
   *
   * @param message complete sentences, not null
   * @param cause what the system said, or null
   */
  public LockException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
