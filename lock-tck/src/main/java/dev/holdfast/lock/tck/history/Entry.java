package dev.holdfast.lock.tck.history;

import java.util.OptionalLong;

/**
 * One thing that happened: a call of the API, or a fault that was injected. It took effect at some
 * instant between {@link #called()} and {@link #returned()}; nobody knows at which.
 */
public sealed interface Entry permits Operation, Fault {

  /**
   * The place in the history.
   *
   * @return a number that no other entry of the history has
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
