package dev.holdfast.lock.tck.cli.volume;

import java.time.Duration;
import java.util.Locale;

/** The one clock of a check: that of the coordinator. */
final class Stopwatch {

  private final long began = System.nanoTime();

  /** Since the beginning. */
  long nanos() {
    return System.nanoTime() - began;
  }

  /** The time for a list of events. */
  static String text(long nanos) {
    return String.format(Locale.ROOT, "%12.3f ms", nanos / 1e6);
  }

  /** A duration for a sentence. */
  static String span(long nanos) {
    if (nanos < 1_000_000) {
      return String.format(Locale.ROOT, "%.0f us", nanos / 1e3);
    }
    return nanos < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
        : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  static String span(Duration duration) {
    return span(duration.toNanos());
  }
}
