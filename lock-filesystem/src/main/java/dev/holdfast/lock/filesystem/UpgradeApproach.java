package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockException;
import org.jspecify.annotations.Nullable;

/** The approach of an upgrade, which goes on from a grip that is kept. */
final class UpgradeApproach extends Approach {

  private final Grip reserved;

  UpgradeApproach(FileCell cell, Grip reserved) {
    super(cell);
    this.reserved = reserved;
  }

  @Override
  Kind kind() {
    return Kind.UPGRADE;
  }

  /** The grip that it goes on from is one of this file. */
  @Override
  boolean mayChangeFile() {
    return false;
  }

  @Override
  @Nullable Grip tryNow() {
    if (cell().file() != reserved.file() || !cell().isInUse(reserved.file())) {
      throw new LockException(
          "The "
              + cell().id()
              + " cannot be upgraded: its file "
              + cell().path()
              + " was deleted or replaced while it was held. Close the handle and acquire again.");
    }
    return climb(Climb.UPGRADE);
  }
}
