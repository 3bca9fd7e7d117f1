package dev.holdfast.lock.filesystem.storm;

import java.util.stream.LongStream;

/** How long some acquisitions took. */
final class Waits {

  private final long[] orderedNanos;

  Waits(LongStream nanos) {
    this.orderedNanos = nanos.sorted().toArray();
  }

  int count() {
    return orderedNanos.length;
  }

  /** The wait that this part of all does not exceed, in milliseconds; 0 if there is none. */
  double millisAt(double part) {
    if (orderedNanos.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(part * orderedNanos.length);
    return orderedNanos[Math.max(rank, 1) - 1] / 1e6;
  }

  double medianMillis() {
    return millisAt(0.5);
  }

  double p99Millis() {
    return millisAt(0.99);
  }

  @Override
  public String toString() {
    return String.format(
        "median %.2f ms, p99 %.1f ms, greatest %.1f ms", medianMillis(), p99Millis(), millisAt(1));
  }
}
