package dev.holdfast.lock;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Releases the parts of a composite. */
final class HeldParts {

  private HeldParts() {}

  /** Closes the handles from the last to the first, all of them, then throws the first failure. */
  static void release(List<? extends LockHandle> handles) {
    Throwable failure = releaseAfter(null, handles);
    if (failure instanceof Error e) {
      throw e;
    } else if (failure instanceof RuntimeException e) {
      throw e;
    }
  }

  /**
   * Closes the handles from the last to the first, all of them, and throws nothing.
   *
   * @param failure what has failed already, or null
   * @return the first failure with the later ones suppressed, or null
   */
  @CanIgnoreReturnValue
  static @Nullable Throwable releaseAfter(
      @Nullable Throwable failure, List<? extends LockHandle> handles) {
    @Nullable Throwable first = failure;
    for (int i = handles.size() - 1; i >= 0; i--) {
      try {
        handles.get(i).close();
      } catch (RuntimeException | Error e) {
        first = Failures.first(first, e);
      }
    }
    return first;
  }
}
