package dev.holdfast.lock.filesystem;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a lock file passes from one holder of this JVM to the next, and when it is left to other
 * processes. Guarded by its cell.
 */
final class Relay {

  /*
   * A turn is what this JVM may do with the file before it looks whether another process waits: 16
   * exclusive grants or 10 ms, whichever comes first. Within a turn, a holder that closes while
   * somebody of this JVM waits keeps the file's locks for that one: `kept`. At the end of a turn:
   *
   *   nobody elsewhere waits   a new turn begins
   *   somebody does            the locks are let go, and this JVM does not try before `coolUntil`, or
   *                            until nobody else waits; without that pause it would be back before
   *                            anybody else has looked. It is longer than a turn, so that of three
   *                            processes each gets its turn.
   *
   * That goes for a single thread that takes the lock again and again, too.
   *
   *  (1) kept != null only while the JVM-local lock is free, or is held by one who has not come to the
   *      file yet. Who comes takes it, or lets go of it if his mode is another.
   *  (2) Whoever releases the local lock looks at `keeps` afterwards, and lets go if the local lock is
   *      free: so a waiter may have left without coming here.
   */

  private static final int GRANTS = 16;
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private @Nullable Grip kept;
  private volatile boolean keeps;
  private int grants;
  private long turnBegan = System.nanoTime();
  private long coolUntil = turnBegan;

  /** Whether something is kept; may be asked without the guard. */
  boolean keeps() {
    return keeps;
  }

  /**
   * Nanoseconds for which this JVM has to leave the file to others; zero or less if it need not.
   */
  long coolDown() {
    return coolUntil - System.nanoTime();
  }

  void endCoolDown() {
    coolUntil = System.nanoTime();
  }

  /** Takes what was kept, if anything. */
  @Nullable Grip take() {
    Grip taken = kept;
    kept = null;
    keeps = false;
    return taken;
  }

  void letGo() {
    Grip taken = take();
    if (taken != null) {
      taken.letGo();
    }
  }

  /**
   * An exclusive holder closes.
   *
   * @param wanted whether somebody of this JVM waits
   */
  void release(Grip grip, boolean wanted, Waiters waiters, Pace pace) {
    boolean yields = true;
    try {
      yields = endTurn(grip.file(), waiters, pace);
    } finally {
      if (wanted && !yields) {
        kept = grip;
        keeps = true;
      } else {
        grip.letGo();
      }
    }
  }

  /**
   * Counts a grant that ends, and looks whether the turn ends with it.
   *
   * @return whether the file is to be left to another process
   */
  boolean endTurn(LockFile file, Waiters waiters, Pace pace) {
    long now = System.nanoTime();
    if (++grants < GRANTS && now - turnBegan < TURN_NANOS) {
      return false;
    }
    grants = 0;
    turnBegan = now;
    boolean yields = waiters.elsewhere(file);
    if (yields) {
      coolUntil = now + TURN_NANOS + pace.longestPause() * 5 / 2;
      turnBegan = coolUntil;
    }
    return yields;
  }
}
