package dev.holdfast.lock;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The instant at which an operation gives up: a timeout converted once, so that all stages of one
 * operation share it. Immutable. For users of locks it is of no concern; backends are built with
 * it.
 *
 * <p>Measured with {@link System#nanoTime()}; a timeout that does not fit into nanoseconds in 63
 * bits (292 years) means never.
 */
public final class Deadline {

  /** The timeout of an operation that waits for as long as it takes. */
  public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  private static final Deadline NEVER = new Deadline(0, Long.MAX_VALUE);

  private final long start;
  private final long nanos;

  private Deadline(long start, long nanos) {
    this.start = start;
    this.nanos = nanos;
  }

  /**
   * The deadline of an operation that starts now.
   *
   * @param timeout how long it may take; not null, not negative
   * @return the deadline
   * @throws IllegalArgumentException if the timeout is negative
   */
  public static Deadline after(Duration timeout) {
    validate(timeout);
    long nanos = TimeUnit.NANOSECONDS.convert(timeout); // saturates
    return nanos == Long.MAX_VALUE ? NEVER : new Deadline(System.nanoTime(), nanos);
  }

  /**
   * Rejects what is no timeout. For operations that may end before they need a deadline.
   *
   * @param timeout how long an operation may take; not null, not negative
   * @throws IllegalArgumentException if the timeout is negative
   */
  public static void validate(Duration timeout) {
    requireNonNull(timeout, "timeout");
    if (timeout.isNegative()) {
      throw new IllegalArgumentException(
          "A timeout cannot be negative, but this one is "
              + timeout
              + "; zero asks for one attempt, Deadline.FOREVER for no limit.");
    }
  }

  /**
   * What it was made of.
   *
   * @return the timeout as it was at the start, {@link #FOREVER} if this deadline never comes
   */
  public Duration timeout() {
    return isNever() ? FOREVER : Duration.ofNanos(nanos);
  }

  /**
   * Tells whether there is no limit.
   *
   * @return whether this deadline never comes
   */
  public boolean isNever() {
    return nanos == Long.MAX_VALUE;
  }

  /**
   * What is left, in nanoseconds.
   *
   * @return zero once the deadline has come, {@link Long#MAX_VALUE} if it never does
   */
  public long remainingNanos() {
    if (nanos == 0 || nanos == Long.MAX_VALUE) {
      return nanos;
    }
    // The difference is right even when nanoTime has wrapped around.
    return Math.max(0, nanos - (System.nanoTime() - start));
  }

  /**
   * What is left, as the timeout of the next stage.
   *
   * @return {@link Duration#ZERO} once the deadline has come, {@link #FOREVER} if it never does
   */
  public Duration remaining() {
    return isNever() ? FOREVER : Duration.ofNanos(remainingNanos());
  }

  /**
   * Tells whether the deadline has come.
   *
   * @return whether nothing is left
   */
  public boolean hasPassed() {
    return remainingNanos() == 0;
  }

  @Override
  public String toString() {
    return isNever() ? "never" : "in " + remaining();
  }
}
