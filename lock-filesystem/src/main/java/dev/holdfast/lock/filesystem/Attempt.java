package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One acquisition's time at the lock file: from the moment when the JVM-local stage has let it
 * through until it has its grip, or has given up.
 */
final class Attempt {

  /*
   *   trying ──── step(): it has its grip ──────────────────▶ granted
   *      │
   *      ├─────── step(): the system says no ───────────────▶ ended, and why
   *      ╰─────── end(why), by any thread at any time ──────▶ ended, and why, if it was not its own side
   *
   *  (1) It stops trying once. Whoever ends it sees to `cleanUp`; a step that has its grip too late
   *      gives that back, still under the guard.
   *  (2) `cleanUp` runs after that, once: what was reached is given up, no more sign of waiting is
   *      shown, and then the JVM-local stage is left. So a lock that is free in this JVM is never
   *      still being climbed for.
   *  (3) A file that the system calls stale is opened anew and tried again while there is time. Any
   *      other failure ends the attempt at once. In either case the cell closes the file: what could
   *      not be unlocked goes with the descriptor, as soon as nobody in this JVM holds any of it.
   *  (4) step() and cleanUp() are called where system calls are made: in the caller on a local file
   *      system, in the directory's thread elsewhere.
   */

  /** How it stands; ended for whatever reason, or null if its own side gave up. */
  private record Outcome(boolean granted, @Nullable RuntimeException failure) {}

  /** What step() answers when there is no next step. */
  static final long OVER = -1;

  private static final Outcome GRANTED = new Outcome(true, null);

  /** For so long somebody without time to wait bears with a refusal that may be momentary. */
  private static final long GRACE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  /** Waiting is shown only after so many tries, for most waits are over by then. */
  private static final int UNSEEN_TRIES = 3;

  private final FileCell cell;
  private final Approach approach;
  private final Request<?> request;

  /** Null while it tries. */
  private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();

  /** When the first try was refused. */
  private long waitsSince;

  private int tries;
  private boolean shown;
  private boolean madeRoom;

  /** Why the last try failed, if the file was stale. */
  private @Nullable LockException stale;

  private volatile boolean cleanedUp;
  private @Nullable Grip grip;

  /** What wakes the one who waits; set before anybody else knows this attempt. */
  private volatile Runnable onEnd = () -> {};

  Attempt(Approach approach, Request<?> request) {
    this.cell = approach.cell();
    this.approach = approach;
    this.request = request;
  }

  void onEnd(Runnable wake) {
    onEnd = wake;
  }

  LockId id() {
    return cell.id();
  }

  boolean isShared() {
    return approach.isShared();
  }

  boolean isOver() {
    return outcome.get() != null;
  }

  /** Whether nothing is left of an attempt that has ended without a grant. */
  boolean isCleanedUp() {
    return cleanedUp;
  }

  boolean isGranted() {
    Outcome current = outcome.get();
    return current != null && current.granted();
  }

  /** Why it ended; null if it has not, or if its own side gave up. */
  @Nullable RuntimeException failure() {
    Outcome current = outcome.get();
    return current == null ? null : current.failure();
  }

  /** What was granted. */
  Grip grip() {
    return requireNonNull(grip);
  }

  /**
   * Makes a try.
   *
   * @return nanoseconds until the next one, or {@link #OVER}
   */
  long step() {
    return guarded(
        () -> {
          if (cell.relay().coolsDown() && leavesItToOthers()) {
            return cell.pace().longestPause();
          }
          long now = System.nanoTime();
          if (tryOnce()) {
            return OVER;
          }
          long refused = System.nanoTime();
          cell.pace().learn(refused - now);
          if (tries++ == 0) {
            waitsSince = refused;
          } else if (tries > UNSEEN_TRIES) {
            show();
          }
          return cell.pace().pause(tries, refused - waitsSince);
        });
  }

  /** Makes the only try of somebody who has no time to wait, or the last one. */
  void lastStep() {
    long unused =
        guarded(
            () -> {
              if (cell.relay().coolsDown() && cell.waiters().elsewhere(cell.file())) {
                return OVER; // who tries all the time must not be before those who wait
              }
              if (tryOnce() || (stale != null && tryOnce())) {
                return OVER;
              }
              if (approach.mayBeMomentary()) {
                long start = System.nanoTime();
                do {
                  Thread.onSpinWait();
                } while (!tryOnce() && System.nanoTime() - start < GRACE_NANOS);
              }
              LockException refused = stale;
              if (refused != null) {
                throw refused;
              }
              return OVER;
            });
  }

  private long guarded(LongSupplier tries) {
    Throwable failed;
    cell.guard.lock();
    try {
      return isOver() ? OVER : tries.getAsLong();
    } catch (RuntimeException | Error e) {
      failed = e;
      if (Trouble.isOfSystem(e)) {
        cell.closeFile();
      }
    } finally {
      cell.guard.unlock();
    }
    if (!madeRoom && Trouble.isLackOfDescriptors(failed)) {
      madeRoom = true;
      IdleCells.clear(); // without the guard, because it takes those of others
      return guarded(tries);
    }
    end(
        failed instanceof RuntimeException known
            ? known
            : new LockException("The " + cell.id() + " was not acquired: " + failed, failed));
    return OVER;
  }

  /** Answers whether it is over. */
  private boolean tryOnce() {
    stale = null;
    try {
      return tryFile();
    } catch (LockException e) {
      if (!Trouble.isStale(e) || !approach.mayChangeFile()) {
        throw e;
      }
      stale = e;
      leaveFile();
      return isOver();
    }
  }

  private void leaveFile() {
    cell.closeFile();
    try {
      approach.giveUp();
    } catch (LockException e) {
      // It is given up in any case.
    }
  }

  private boolean tryFile() {
    Grip reached = approach.tryNow();
    if (reached == null) {
      return isOver();
    }
    boolean granted = false;
    try {
      request.mark(reached);
      grip = reached;
      granted = outcome.compareAndSet(null, GRANTED);
    } finally {
      if (!granted) {
        cell.release(reached, approach.kind());
      }
    }
    hide();
    return true;
  }

  /**
   * Gives up.
   *
   * @param why what to tell the caller; null if he gives up himself
   * @return false if it was over before
   */
  @CanIgnoreReturnValue
  boolean end(@Nullable RuntimeException why) {
    if (isOver() || !outcome.compareAndSet(null, new Outcome(false, why))) {
      return false;
    }
    cell.directory().lane().run(this::cleanUp);
    onEnd.run();
    return true;
  }

  private void cleanUp() {
    cell.guard.lock();
    try {
      approach.giveUp();
      if (failure() instanceof LockException) {
        cell.closeFile(); // the next one opens it anew, which may help
      }
    } catch (LockException e) {
      cell.closeFile();
    } finally {
      try {
        hide();
      } catch (LockException e) {
        cell.closeFile();
      } finally {
        cell.guard.unlock();
        try {
          request.leave();
        } finally {
          cleanedUp = true;
        }
      }
    }
  }

  /** Whether somebody else still waits for what this JVM has to leave to him. */
  private boolean leavesItToOthers() {
    boolean first = !shown;
    show();
    if (first || cell.waiters().elsewhere(cell.file())) {
      return true;
    }
    cell.relay().endCoolDown();
    return false;
  }

  private void show() {
    try {
      LockFile file = cell.file();
      boolean first = !shown;
      shown = true;
      cell.waiters().begin(file, first);
    } catch (LockException e) {
      if (!Trouble.isStale(e)) {
        throw e;
      }
      leaveFile(); // the next try opens it anew
    }
  }

  private void hide() {
    if (shown) {
      shown = false;
      cell.waiters().end();
    }
  }
}
