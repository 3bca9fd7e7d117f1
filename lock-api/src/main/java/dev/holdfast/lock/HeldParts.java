package dev.holdfast.lock;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Releases the parts of a composite. */
final class HeldParts {

  private HeldParts() {}

  /**
   * Closes the handles from the last to the first, all of them, whatever fails.
   *
   * @param failure what is being thrown already: failures to close are added to it; or null: the
   *     first failure to close is thrown
   */
  static void release(List<? extends LockHandle> handles, @Nullable Throwable failure) {
    @Nullable RuntimeException first = null;
    for (int i = handles.size() - 1; i >= 0; i--) {
      try {
        handles.get(i).close();
      } catch (RuntimeException e) {
        if (failure != null) {
          failure.addSuppressed(e);
        } else if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
