package dev.holdfast.lock.tck;

import java.time.Duration;

/** How much time a run takes on two cores. More time finds rarer faults. */
public enum Profile {
  /** Half a minute: with every build. */
  SMOKE(Duration.ofSeconds(30)),
  /** Five minutes: before every merge. */
  STANDARD(Duration.ofMinutes(5)),
  /** An hour: before a release. */
  CERTIFY(Duration.ofMinutes(60)),
  /** A working day: when a fault is suspected. */
  SOAK(Duration.ofHours(8));

  private final Duration total;

  Profile(Duration total) {
    this.total = total;
  }

  /**
   * The time that the run takes on a quiet machine with two cores, with a backend that obeys: the
   * checks that tell after a fixed number of steps take what they take, and the stress checks share
   * what is left. A slower machine or backend may need more, as stress below some measure shows
   * nothing.
   *
   * @return the time, not null
   */
  public Duration total() {
    return total;
  }

  /**
   * When no further rule is begun: a backend on which check after check hangs must not hold up a
   * build for hours.
   *
   * @return the time since the start of the run, not null
   */
  public Duration limit() {
    return total.multipliedBy(2).plusMinutes(2);
  }
}
