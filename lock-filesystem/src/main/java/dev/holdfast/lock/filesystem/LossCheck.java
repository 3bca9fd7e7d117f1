package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockLoss.Reason;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds out from time to time whether a hold still has its lock. */
final class LossCheck {

  /*
   * A lock may be gone although the JDK calls it valid. In the order of the questions:
   *
   *   the channel is closed                    nothing in this module does that to a hold
   *   the path names another file, or none     others lock that one
   *   the content is not ours any more         somebody has written into it, and may do more
   *   the kernel does not list the lock        somebody in this JVM has closed the file (Linux)
   *   the last token is not ours               somebody else has got the lock
   *   the file cannot be written and forced    the server has forgotten us (not on local disks)
   *
   * A file system that does not answer answers none of them: then the time decides.
   */

  private record Finding(Reason reason, String message) {}

  private final FileHold hold;
  private final FileCell cell;
  private final long interval;
  private final long silence;
  private volatile long dueAt;

  /** Since when a check is under way that has not ended; zero if there is none. */
  private volatile long underWaySince;

  LossCheck(FileHold hold) {
    this.hold = hold;
    this.cell = hold.cell();
    Settings settings = hold.provider().settings();
    this.interval = settings.lossCheckInterval().toNanos();
    this.silence = settings.serverSilence().toNanos();
    this.dueAt = System.nanoTime() + interval;
  }

  Path path() {
    return cell.path();
  }

  long dueAt() {
    return dueAt;
  }

  /** Starts a check, and waits for it only where the file system is local. */
  void run(OwnLocks kernel) {
    long now = System.nanoTime();
    dueAt = now + interval;
    if (underWaySince != 0) {
      if (now - underWaySince > silence) {
        hold.lose(
            Reason.SERVER_SILENT,
            "The file system of " + cell.path() + " has not answered for " + seconds() + " s.");
      }
      return;
    }
    underWaySince = now;
    cell.directory()
        .lane()
        .run(
            () -> {
              try {
                check(kernel);
              } finally {
                underWaySince = 0;
              }
            });
  }

  private long seconds() {
    return silence / 1_000_000_000;
  }

  private void check(OwnLocks kernel) {
    Finding finding;
    cell.guard.lock();
    try {
      finding = hold.isHeld() ? find(kernel) : null;
      if (finding != null) {
        cell.forsake(hold.grip().file());
      }
    } catch (LockException e) {
      finding = new Finding(Reason.HEARTBEAT_FAILED, e.toString());
    } finally {
      cell.guard.unlock();
    }
    if (finding != null) {
      hold.lose(finding.reason(), finding.message());
    }
  }

  private @Nullable Finding find(OwnLocks kernel) {
    Grip grip = hold.grip();
    LockFile file = grip.file();
    if (!file.isOpen() || !grip.isValid()) {
      return new Finding(
          Reason.CHANNEL_CLOSED, "The channel of " + cell.path() + " was closed in this JVM.");
    }
    if (!file.isInPlace(cell.path())) {
      return new Finding(
          Reason.STORAGE_REPLACED,
          cell.path()
              + " was deleted or replaced while the lock was held; others lock another file.");
    }
    if (file.condition() != LockFile.Condition.SOUND || !file.hasIdentity()) {
      return new Finding(
          Reason.STORAGE_REPLACED, "Somebody has overwritten or truncated " + cell.path() + ".");
    }
    if (isGone(kernel, file, grip)) {
      return new Finding(
          Reason.RELEASED_BY_SYSTEM,
          "The kernel no longer lists the lock on "
              + cell.path()
              + ": something in this JVM has opened and closed that file.");
    }
    long token = hold.token();
    Slot last = token == Grip.NO_TOKEN ? null : cell.tokens().last();
    if (last != null && last.token() > token) {
      return new Finding(
          Reason.SUPERSEDED,
          "Somebody else has got token " + last.token() + " from " + cell.path() + ".");
    }
    if (!cell.directory().volume().isLocal()) {
      file.beat();
    }
    return null;
  }

  private boolean isGone(OwnLocks kernel, LockFile file, Grip grip) {
    FileLock probe = file.tryLock(Region.PROBE, true);
    if (probe == null) {
      return false;
    }
    try {
      return grip.held().stream()
          .anyMatch(step -> kernel.of(cell.path(), step.region(), step.shared()) == Evidence.GONE);
    } finally {
      file.release(probe);
    }
  }
}
