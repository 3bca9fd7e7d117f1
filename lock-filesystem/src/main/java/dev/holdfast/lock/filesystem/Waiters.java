package dev.holdfast.lock.filesystem;

import java.nio.channels.FileLock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The byte of a lock file by which processes show each other that they wait: locked by all of them
 * together, and so freed even by one that is killed. Guarded by its cell.
 */
final class Waiters {

  /** For so long a sign is taken to stand: a foreign close in this JVM takes it down silently. */
  private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private @Nullable LockFile file;
  private @Nullable FileLock sign;
  private long shownAt;
  private int waiting;

  /** Shows that one more of this JVM waits. To be called again and again while it does. */
  void begin(LockFile waitedFor, boolean first) {
    if (first) {
      waiting++;
    }
    long now = System.nanoTime();
    if (file != waitedFor || (sign != null && now - shownAt > TRUSTED_NANOS)) {
      takeDown();
      waitedFor.retain();
      file = waitedFor;
    }
    if (sign == null) {
      sign = waitedFor.tryLock(Region.WAITERS, true); // null while somebody looks whether we wait
      shownAt = now;
    }
  }

  /** One less of this JVM waits. */
  void end() {
    if (--waiting == 0) {
      takeDown();
    }
  }

  /** The sign may be gone; the next one who waits shows it again. */
  void renew() {
    takeDown();
  }

  private void takeDown() {
    LockFile shown = file;
    FileLock taken = sign;
    file = null;
    sign = null;
    if (shown != null) {
      try {
        if (taken != null) {
          shown.release(taken);
        }
      } finally {
        shown.letGo();
      }
    }
  }

  /** Whether another process waits for this file. */
  boolean elsewhere(LockFile asked) {
    FileLock ours = sign;
    if (ours != null && asked == file) {
      sign = null;
      asked.release(ours);
    }
    FileLock nobody = asked.tryLock(Region.WAITERS, false);
    if (nobody != null) {
      asked.release(nobody);
    }
    if (ours != null && asked == file) {
      sign = asked.tryLock(Region.WAITERS, true);
    }
    return nobody == null;
  }
}
