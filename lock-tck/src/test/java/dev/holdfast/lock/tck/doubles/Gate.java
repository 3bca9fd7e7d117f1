package dev.holdfast.lock.tck.doubles;

import org.jspecify.annotations.Nullable;

/** One way into one lock: what an adapter has to write. */
@FunctionalInterface
interface Gate {

  /** Enters within the time, or answers null. What it answers leaves again, on any thread. */
  @Nullable Runnable enter(long nanos) throws InterruptedException;
}
