package dev.holdfast.lock;

/** What a holder of a lock excludes. Declared from the weakest to the strongest. */
public enum LockMode {
  /** One of the permits of a semaphore: excludes nobody as long as another permit is free. */
  PERMIT,
  /** Shared: excludes {@link #WRITE}. */
  READ,
  /** Shared with readers, and may become a writer: excludes {@link #UPGRADEABLE} and WRITE. */
  UPGRADEABLE,
  /** Alone: excludes everybody. The mode of mutexes and write locks. */
  WRITE;

  /**
   * Tells whether two holders of these modes cannot hold one lock at the same time. For two permits
   * that is a matter of their number, and the answer is false.
   *
   * @param other the mode of the other holder, not null
   * @return whether one of the two has to wait
   */
  public boolean conflictsWith(LockMode other) {
    return switch (this) {
      case PERMIT -> other == WRITE;
      case READ -> other == WRITE;
      case UPGRADEABLE -> other == UPGRADEABLE || other == WRITE;
      case WRITE -> true;
    };
  }
}
