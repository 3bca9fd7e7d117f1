package dev.holdfast.lock.filesystem;

import static java.lang.System.Logger.Level.WARNING;

import dev.holdfast.lock.LockException;

/** Releases and reports handles that became garbage without being closed. */
final class Abandonment {

  private static final System.Logger LOG = System.getLogger(Abandonment.class.getPackageName());

  private Abandonment() {}

  static void release(FileHold hold) {
    try {
      if (!hold.abandon()) {
        return;
      }
    } catch (LockException e) {
      LOG.log(WARNING, "An abandoned " + hold + " could not be released.", e);
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
