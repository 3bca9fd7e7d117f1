package dev.holdfast.lock.tck.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Locale;

/** How times and numbers are written. */
final class Times {

  private Times() {}

  /** With a unit that leaves few digits, such as "1.84 ms". */
  static String of(Duration time) {
    return nanos(time.toNanos());
  }

  /** The same for nanoseconds. */
  static String nanos(long nanos) {
    double size = Math.abs((double) nanos);
    if (nanos == 0) {
      return "0";
    }
    if (size < 1e3) {
      return nanos + " ns";
    }
    if (size < 1e6) {
      return digits(nanos / 1e3) + " \u00B5s";
    }
    if (size < 1e9) {
      return digits(nanos / 1e6) + " ms";
    }
    return digits(nanos / 1e9) + " s";
  }

  /** Three digits that count. */
  private static String digits(double value) {
    double size = Math.abs(value);
    String format = size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%,.0f";
    String digits = String.format(Locale.ROOT, format, value);
    return digits.contains(".") ? digits.replaceAll("\\.?0+$", "") : digits;
  }

  /** A small probability, without an exponent. */
  static String probability(double p) {
    return new BigDecimal(p).round(new MathContext(2)).toPlainString();
  }

  /** With separators, such as "12,345". */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
