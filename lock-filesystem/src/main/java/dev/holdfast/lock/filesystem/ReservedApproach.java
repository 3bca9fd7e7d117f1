package dev.holdfast.lock.filesystem;

import org.jspecify.annotations.Nullable;

/** The approach of an upgradeable reader. */
final class ReservedApproach extends Approach {

  ReservedApproach(FileCell cell) {
    super(cell);
  }

  @Override
  Kind kind() {
    return Kind.RESERVED;
  }

  @Override
  @Nullable Grip tryNow() {
    cell().relay().letGo();
    return climb(Climb.UPGRADEABLE);
  }

  /** A writer that fails at once has been there. */
  @Override
  boolean mayBeMomentary() {
    return true;
  }
}
