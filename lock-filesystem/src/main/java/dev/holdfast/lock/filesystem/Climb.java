package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockException;
import java.nio.channels.FileLock;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way of one process up to a mode of a lock: regions of the file, locked one after the other
 * and kept. It retains the file until it descends, after which it is of no use. Confined to one
 * thread at a time.
 */
final class Climb {

  /*
   *   mutex        D:x
   *   read         G:s, D:s, then G is left     every reader passes the gate, so that a writer who
   *                                             waits behind it stops new ones
   *   upgradeable  R:x                          excludes writers and its like, not readers
   *   upgrade      G:x, D:x                     on top of R:x, which is kept all the time: no other
   *                                             writer comes between
   *   write        R:x, G:x, D:x
   *   permit       P:x                          any one of the permits
   *
   *  (1) All climb in the order R < G < D and descend in the reverse order. So they cannot deadlock.
   *  (2) No lock is ever converted from shared to exclusive or back: the systems below do that in two
   *      steps, or not at all.
   *  (3) A region is locked by at most one climb of this JVM, or by readers of one climb that they
   *      share: the system would take a second lock for the first one and drop both together.
   */

  /**
   * A step.
   *
   * @param passing whether the region is left again when the way is complete
   */
  record Step(Region region, boolean shared, boolean passing) {}

  static final List<Step> MUTEX = List.of(exclusive(Region.DATA));
  static final List<Step> READ =
      List.of(new Step(Region.GATE, true, true), new Step(Region.DATA, true, false));
  static final List<Step> UPGRADEABLE = List.of(exclusive(Region.RESERVED));
  static final List<Step> UPGRADE = List.of(exclusive(Region.GATE), exclusive(Region.DATA));
  static final List<Step> WRITE =
      List.of(exclusive(Region.RESERVED), exclusive(Region.GATE), exclusive(Region.DATA));

  private final LockFile file;
  private final List<Step> way;

  /** Of each step, unless it is still to come or was left. */
  private final @Nullable FileLock[] locks;

  private int done;

  Climb(LockFile file, List<Step> way) {
    this.file = file;
    this.way = way;
    this.locks = new FileLock[way.size()];
    file.retain();
  }

  static Step exclusive(Region region) {
    return new Step(region, false, false);
  }

  LockFile file() {
    return file;
  }

  /** The steps whose regions stay locked at the top. */
  List<Step> held() {
    return way.stream().filter(step -> !step.passing()).toList();
  }

  /**
   * Climbs as far as it goes now. What it has reached is kept for the next attempt.
   *
   * @return whether the top is reached
   */
  boolean proceed() {
    while (done < way.size()) {
      Step step = way.get(done);
      @Nullable FileLock lock = file.tryLock(step.region(), step.shared());
      if (lock == null) {
        return false;
      }
      locks[done] = lock;
      done++;
    }
    leavePassedSteps();
    return true;
  }

  private void leavePassedSteps() {
    for (int i = 0; i < done; i++) {
      if (way.get(i).passing()) {
        leave(i);
      }
    }
  }

  private void leave(int step) {
    @Nullable FileLock lock = locks[step];
    if (lock != null) {
      file.release(lock);
      locks[step] = null;
    }
  }

  /** Whether all locks are valid, as far as the JDK knows: it does not notice a loss by itself. */
  boolean isValid() {
    return done == way.size()
        && Arrays.stream(locks).filter(Objects::nonNull).allMatch(FileLock::isValid);
  }

  /** Gives up everything that was reached, the last first, and all of it even if that fails. */
  void descend() {
    @Nullable LockException failure = null;
    while (done > 0) {
      done--;
      try {
        leave(done);
      } catch (LockException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    file.letGo();
    if (failure != null) {
      throw failure;
    }
  }
}
