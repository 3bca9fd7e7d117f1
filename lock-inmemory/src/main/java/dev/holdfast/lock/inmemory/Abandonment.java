package dev.holdfast.lock.inmemory;

import static java.lang.System.Logger.Level.WARNING;

import com.google.errorprone.annotations.CanIgnoreReturnValue;

/** Releases and reports handles that became garbage without being closed. */
final class Abandonment {

  private static final System.Logger LOG = System.getLogger(Abandonment.class.getPackageName());

  private Abandonment() {}

  /**
   * Releases a hold whose handle is garbage.
   *
   * @return false if the handle had been closed or lost before
   */
  @CanIgnoreReturnValue
  static boolean release(Hold hold) {
    if (!hold.cell.release(hold, Hold.Status.ABANDONED)) {
      return false;
    }
    String message =
        "A handle of "
            + hold.lockable.id()
            + " in mode "
            + hold.lockable.mode()
            + " became garbage without being closed; the lock was released. Close every handle, best"
            + " with try-with-resources.";
    if (hold.acquiredAt == null) {
      LOG.log(
          WARNING,
          message + " InMemoryLocks.Builder.recordAcquisitionSites shows where it was acquired.");
    } else {
      LOG.log(WARNING, message, hold.acquiredAt);
    }
    return true;
  }
}
