package dev.holdfast.lock.tck.history;

import java.util.OptionalLong;

/**
 * One thing that happened: a call of the API, a write to what a lock protects, or a fault that was
 * injected. It took effect at some instant between {@link #called()} and {@link #returned()};
 * nobody knows at which.
 */
public sealed interface Entry permits Operation, FencedWrite, Fault {

  /**
   * The place in the history, in the order of the calls.
   *
   * @return 1 for the first; before an entry is part of a history, any number
   */
  long sequence();

  /**
   * When it began, as seen before the call.
   *
   * @return the instant, by {@link System#nanoTime()}
   */
  long called();

  /**
   * When it was over, as seen after the return.
   *
   * @return the instant, by {@link System#nanoTime()}; empty if it has not returned; not null
   */
  OptionalLong returned();
}
