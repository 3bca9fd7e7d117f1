package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockLoss;
import java.lang.ref.Reference;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the user holds of a hold. */
class InMemoryHandle implements LockHandle {

  /*
   * The hold is released when this object becomes garbage, which the JVM may find out while a method
   * of it still runs, after the last use of `this`. Hence the fences.
   */

  private final Hold hold;

  InMemoryHandle(
      InMemoryLockable<?> lockable, LockCell cell, @Nullable AcquisitionSite acquiredAt) {
    this.hold = new Hold(this, lockable, cell, acquiredAt);
  }

  final Hold hold() {
    return hold;
  }

  @Override
  public final void close() {
    try {
      if (hold.cell.release(hold, Hold.Status.CLOSED)) {
        hold.cell.space().closed(hold);
      }
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public final boolean isHeld() {
    try {
      return hold.cell.isHeld(hold);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public final CompletionStage<LockLoss> lost() {
    return hold.cell.lost(hold);
  }

  @Override
  public final OptionalLong fencingToken() {
    return hold.cell.token(hold);
  }

  @Override
  public final String toString() {
    return hold.cell.describe(hold);
  }
}
