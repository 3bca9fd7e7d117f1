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
   * hand-overs or 10 ms, whichever comes first. Within a turn, a holder that closes while
   * somebody of this JVM waits keeps the file's locks for that one: `kept`. At the end of a turn:
   *
   *   nobody elsewhere waits   the locks are let go, and a new turn begins
   *   somebody does            the locks are let go, and this JVM does not try before `coolUntil`, or
   *                            until nobody else waits; without that pause it would be back before
   *                            anybody else has looked. It is longer than a turn, so that of three
   *                            processes each gets its turn.
   *
   * They are let go in both cases because they may be gone: if something in this JVM has opened and
   * closed the file, then nobody would find out as long as they are handed over.
   *
   * That goes for a single thread that takes the lock again and again, too.
   *
   *  (1) kept != null only while the JVM-local lock is free, or is held by one who has not come to the
   *      file yet. Who comes takes it, or lets go of it if his mode is another.
   *  (2) Whoever releases the local lock, or gives up waiting for it, looks at `keeps` afterwards, and
   *      lets go if nobody waits and the local lock is free: so a waiter may have left without coming
   *      here. While others still wait, the last one of them does that.
   */

  private static final int HAND_OVERS = 16;
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private @Nullable Grip kept;
  private volatile boolean keeps;
  private int handOvers;
  private long turnBegan = System.nanoTime();
  private boolean cools;
  private long coolUntil;

  /** Whether something is kept; may be asked without the guard. */
  boolean keeps() {
    return keeps;
  }

  /** Whether this JVM has to leave the file to others. */
  boolean coolsDown() {
    cools = cools && System.nanoTime() - coolUntil < 0;
    return cools;
  }

  void endCoolDown() {
    cools = false;
  }

  /** Takes what was kept, if anything. */
  @Nullable Grip take() {
    Grip taken = kept;
    if (taken != null) {
      kept = null;
      keeps = false;
    }
    return taken;
  }

  void letGo() {
    Grip taken = take();
    if (taken != null) {
      taken.letGo();
    }
  }

  /** An exclusive holder closes, within a turn, and somebody of this JVM waits. */
  void keep(Grip grip) {
    kept = grip;
    keeps = true;
  }

  /**
   * Looks whether the turn ends with a grant that ends.
   *
   * @param handsOver whether somebody of this JVM would take the file's locks over
   * @return whether it does
   */
  boolean endTurn(LockFile file, boolean handsOver, Waiters waiters, Pace pace) {
    long now = System.nanoTime();
    boolean last = handsOver && ++handOvers >= HAND_OVERS;
    if (!last && now - turnBegan < TURN_NANOS) {
      return false;
    }
    handOvers = 0;
    turnBegan = now;
    if (waiters.elsewhere(file)) {
      cools = true;
      coolUntil = now + TURN_NANOS + pace.longestPause() * 5 / 2;
      turnBegan = coolUntil;
    }
    return true;
  }
}
