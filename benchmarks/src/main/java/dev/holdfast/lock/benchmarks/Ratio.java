package dev.holdfast.lock.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How many times as large something is, in the rounds of one run.
 *
 * @param median the median of the rounds
 * @param least the least
 * @param most the greatest
 */
record Ratio(double median, double least, double most) {

  Ratio {
    if (!(least <= median && median <= most)) {
      throw new IllegalArgumentException(least + ", " + median + ", " + most);
    }
  }

  /** Of what was measured in the same rounds: each is compared with that of its own round. */
  static Ratio of(List<Double> these, List<Double> those) {
    if (these.size() != those.size() || these.isEmpty()) {
      throw new IllegalArgumentException("Not the same rounds: " + these + ", " + those);
    }
    return of(
        IntStream.range(0, these.size()).mapToDouble(i -> these.get(i) / those.get(i)).toArray());
  }

  /** The same, or nothing if there are no rounds that could be compared. */
  static Optional<Ratio> find(List<Double> these, List<Double> those) {
    boolean comparable =
        !these.isEmpty()
            && these.size() == those.size()
            && Stream.concat(these.stream(), those.stream()).allMatch(value -> value > 0);
    return comparable ? Optional.of(of(these, those)) : Optional.empty();
  }

  private static Ratio of(double[] ratios) {
    double[] sorted = ratios.clone();
    Arrays.sort(sorted);
    return new Ratio(median(sorted), sorted[0], sorted[sorted.length - 1]);
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The median of some values. */
  static double median(List<Double> values) {
    return median(values.stream().mapToDouble(value -> value).sorted().toArray());
  }

  /** Of the same the other way round: times instead of rates, for example. */
  Ratio inverse() {
    return new Ratio(1 / median, 1 / most, 1 / least);
  }

  /** Such as "2.3 (2.1 to 2.6)". */
  @Override
  public String toString() {
    return "%s (%s to %s)".formatted(text(median), text(least), text(most));
  }

  /** A number with two significant digits or more. */
  static String text(double value) {
    return String.format(
        Locale.ROOT,
        value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.2g",
        value);
  }
}
