package dev.holdfast.lock.tck.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Places instants on a line. Later instants stand further to the right, but distances are
 * compressed, since a wait of seconds and an overlap of microseconds have to fit into one picture.
 */
final class TimeAxis {

  /** A distance is at most this many times as wide as the shortest one. */
  private static final double WIDEST = 6;

  private final long origin;
  private final NavigableMap<Long, Double> places = new TreeMap<>();

  /**
   * An axis for these instants, and no others.
   *
   * @param instants by {@link System#nanoTime()}, at least one
   */
  TimeAxis(Collection<Long> instants, double left, double width) {
    long first = instants.iterator().next();
    this.origin =
        instants.stream().mapToLong(instant -> instant - first).min().orElseThrow() + first;
    // The clock may pass its greatest value; differences are right all the same.
    List<Long> offsets =
        instants.stream().map(instant -> instant - origin).sorted().distinct().toList();
    var weights = weights(offsets);
    double unit = width / Math.max(1, weights.stream().mapToDouble(Double::doubleValue).sum());
    double x = left;
    places.put(offsets.get(0), x);
    for (int i = 1; i < offsets.size(); i++) {
      x += unit * weights.get(i - 1);
      places.put(offsets.get(i), x);
    }
  }

  private static List<Double> weights(List<Long> offsets) {
    long shortest = Long.MAX_VALUE;
    for (int i = 1; i < offsets.size(); i++) {
      shortest = Math.min(shortest, offsets.get(i) - offsets.get(i - 1));
    }
    var weights = new ArrayList<Double>();
    for (int i = 1; i < offsets.size(); i++) {
      double ratio = (double) (offsets.get(i) - offsets.get(i - 1)) / shortest;
      weights.add(Math.min(WIDEST, 1 + Math.log10(ratio)));
    }
    return weights;
  }

  /** The place of one of the instants. */
  double x(long instant) {
    Double x = places.get(instant - origin);
    if (x == null) {
      throw new IllegalArgumentException("The axis does not know the instant " + instant);
    }
    return x;
  }

  /** How long after the first instant this one is, in nanoseconds. */
  long sinceBegin(long instant) {
    return instant - origin;
  }

  /** Instants with their places, so far apart that they can be labelled. */
  List<Tick> ticks(double distance) {
    var ticks = new ArrayList<Tick>();
    double last = Double.NEGATIVE_INFINITY;
    for (var place : places.entrySet()) {
      if (place.getValue() - last >= distance) {
        last = place.getValue();
        ticks.add(new Tick(last, place.getKey()));
      }
    }
    return ticks;
  }

  /**
   * A labelled instant.
   *
   * @param sinceBegin in nanoseconds
   */
  record Tick(double x, long sinceBegin) {}
}
