package dev.holdfast.lock.filesystem;

import static java.lang.System.Logger.Level.WARNING;

/** Releases and reports handles that became garbage without being closed. */
final class Abandonment {

  private static final System.Logger LOG = System.getLogger(Abandonment.class.getPackageName());

  private Abandonment() {}

  static void release(FileHold hold) {
    if (!hold.abandon()) {
      return;
    }
    String message =
        "A "
            + hold
            + " became garbage without being closed; the lock was released. Close every handle, best"
            + " with try-with-resources.";
    if (hold.acquiredAt() == null) {
      LOG.log(
          WARNING,
          message + " FileSystemLocksBuilder.recordAcquisitionSites shows where it was acquired.");
    } else {
      LOG.log(WARNING, message, hold.acquiredAt());
    }
  }
}
