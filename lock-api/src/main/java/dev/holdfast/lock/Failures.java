package dev.holdfast.lock;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * What is reported where there are several failures, or where one has travelled through futures.
 */
final class Failures {

  private Failures() {}

  /** The first failure, with the next one suppressed; null if there is none. */
  static @Nullable Throwable first(@Nullable Throwable first, @Nullable Throwable next) {
    if (first == null) {
      return next;
    }
    // Two parts may report one and the same exception, and no exception may suppress itself.
    if (next != null && next != first) {
      first.addSuppressed(next);
    }
    return first;
  }

  /** The failure without the wrapping that dependent futures add. */
  static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
