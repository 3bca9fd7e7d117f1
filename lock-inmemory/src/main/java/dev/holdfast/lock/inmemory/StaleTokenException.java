package dev.holdfast.lock.inmemory;

/**
 * A {@link Fence} has refused a token, because it has seen a greater one: whoever came with it has
 * lost the lock, and goes on all the same. The message names the lines that have acquired the two.
 */
public final class StaleTokenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What was refused. */
  private final long token;

  StaleTokenException(String message, long token) {
    super(message);
    this.token = token;
  }

  /**
   * The token that was refused.
   *
   * @return the token
   */
  public long token() {
    return token;
  }
}
