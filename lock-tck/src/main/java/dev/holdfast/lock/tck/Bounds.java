package dev.holdfast.lock.tck;

import java.time.Duration;

/**
 * Upper bounds that a backend declares, and is held to.
 *
 * @param pollInterval how late a waiter may notice that the lock is free or its time is up; zero
 *     for a backend that is told
 * @param abandonedRelease how long an abandoned handle may stay held while others wait for the lock
 * @param bypass how many conflicting later acquisitions a waiter may have to let pass
 * @param providerClose how long waiters may take to end when the provider is closed
 */
public record Bounds(
    Duration pollInterval, Duration abandonedRelease, int bypass, Duration providerClose) {

  /** The bounds of a backend that says nothing. */
  public static final Bounds DEFAULT =
      new Bounds(Duration.ofMillis(100), Duration.ofSeconds(10), 1_000, Duration.ofSeconds(1));
}
