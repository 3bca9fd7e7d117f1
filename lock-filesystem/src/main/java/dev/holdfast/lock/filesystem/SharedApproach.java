package dev.holdfast.lock.filesystem;

import java.nio.channels.FileLock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The approach of a reader: the first one of a JVM climbs, the others join him. */
final class SharedApproach extends Approach {

  /**
   * For so long after somebody of this JVM has passed the gate the others join without looking at
   * it. Longer, and readers who overlap in this JVM would keep a writer out who waits in another.
   */
  private static final long JOINING_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  SharedApproach(FileCell cell) {
    super(cell);
  }

  @Override
  Kind kind() {
    return Kind.SHARED;
  }

  @Override
  boolean isShared() {
    return true;
  }

  @Override
  @Nullable Grip tryNow() {
    cell().relay().letGo();
    Grip shared = cell().shared();
    if (shared == null) {
      Grip climbed = climb(Climb.READ);
      if (climbed == null) {
        giveUp(); // a reader that waits must not stop the writer whom it waits for
      } else {
        cell().share(climbed);
      }
      return climbed;
    }
    if (cell().sinceGatePassed() > JOINING_NANOS && !passesGate(shared.file())) {
      return null;
    }
    shared.join();
    return shared;
  }

  private boolean passesGate(LockFile file) {
    FileLock gate = file.tryLock(Region.GATE, true);
    if (gate == null) {
      return false;
    }
    file.release(gate);
    cell().gatePassed();
    return true;
  }

  /** A writer that fails at once has been at the gate. */
  @Override
  boolean mayBeMomentary() {
    return true;
  }
}
