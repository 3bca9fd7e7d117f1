package dev.holdfast.lock;

/**
 * A semaphore was asked for with another number of permits than the one in force. As long as a
 * permit is held or waited for, all users of a name have to agree on the number; a wholly free
 * semaphore adopts the number of whoever comes next.
 */
public final class SemaphoreLimitException extends LockException {

  private static final long serialVersionUID = 1L;

  /** The number asked for. */
  private final int requested;

  /** The number in force. */
  private final int inForce;

  /**
   * A disagreement about the number of permits.
   *
   * @param lock the semaphore, not null
   * @param requested the number asked for
   * @param inForce the number in force
   */
  public SemaphoreLimitException(LockId lock, int requested, int inForce) {
    super(
        "The "
            + lock
            + " was asked for with "
            + requested
            + " permits, but it is in use with "
            + inForce
            + "; use one number for this name, or wait until nobody holds or awaits a permit.");
    this.requested = requested;
    this.inForce = inForce;
  }

  /**
   * The number that this caller asked for.
   *
   * @return the number of permits
   */
  public int requested() {
    return requested;
  }

  /**
   * The number that the current holders use.
   *
   * @return the number of permits
   */
  public int inForce() {
    return inForce;
  }
}
