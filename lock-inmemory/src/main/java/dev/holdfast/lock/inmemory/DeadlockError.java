package dev.holdfast.lock.inmemory;

/**
 * A thread that waits for a lock of a {@link FakeLocks} would wait for ever, because every lock on
 * the way is held by a thread that waits itself. The message names the lines that have acquired
 * them. It is thrown by one of the calls that the circle consists of; nothing was acquired by that.
 *
 * <p>An error and not an exception, so that the code under test does not try again.
 */
public final class DeadlockError extends AssertionError {

  private static final long serialVersionUID = 1L;

  DeadlockError(String message) {
    super(message);
  }
}
