package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockHandle;
import org.jspecify.annotations.Nullable;

/** One way into one lock: what an adapter has to write. */
@FunctionalInterface
interface Gate {

  /** Enters within the time, or answers null. */
  @Nullable LockHandle enter(long nanos) throws InterruptedException;
}
