package dev.holdfast.lock;

import java.util.List;

/**
 * The handle of a {@link CompositeLock}. It is held as long as all of its parts are, and lost with
 * the first of them; it has no fencing token of its own.
 */
public interface CompositeLockHandle extends LockHandle {

  /**
   * The handles of the parts, in the order of {@link CompositeLock#parts()}. Closing one of them
   * releases that part early.
   *
   * @return an unmodifiable list, not null
   */
  List<LockHandle> parts();
}
