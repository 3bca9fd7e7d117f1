package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.tck.Bound;
import dev.holdfast.lock.tck.Latency;
import dev.holdfast.lock.tck.Measurements;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What is measured during a trial. */
final class Meters {

  private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
  private static final int DIGITS = 2;

  /*
   * Each thread has a histogram of its own and writes to it without synchronization. They are read
   * when the trial is over, and its threads with it. A thread that hangs in a backend may still be
   * writing then, which costs a count and nothing more.
   */
  private final Map<Latency.Kind, Collection<Histogram>> histograms = new ConcurrentHashMap<>();
  private final Map<Bound, Double> observed = new ConcurrentHashMap<>();

  LatencyLog open(Latency.Kind kind) {
    var histogram = new Histogram(LONGEST, DIGITS);
    histograms.computeIfAbsent(kind, unused -> new ConcurrentLinkedQueue<>()).add(histogram);
    return nanos -> histogram.recordValue(Math.max(0, Math.min(nanos, LONGEST)));
  }

  void observed(Bound bound, double value) {
    observed.merge(bound, value, Math::max);
  }

  Measurements read() {
    var all = new EnumMap<Latency.Kind, Histogram>(Latency.Kind.class);
    histograms.forEach(
        (kind, parts) -> {
          var whole = new Histogram(LONGEST, DIGITS);
          parts.forEach(whole::add);
          all.put(kind, whole);
        });
    List<Latency> latencies = new ArrayList<>();
    all.forEach(
        (kind, histogram) -> {
          if (histogram.getTotalCount() > 0) {
            latencies.add(latency(kind, histogram));
          }
        });
    return new Measurements(latencies, observed);
  }

  private static Latency latency(Latency.Kind kind, Histogram histogram) {
    return new Latency(
        kind,
        histogram.getTotalCount(),
        at(histogram, 50),
        at(histogram, 90),
        at(histogram, 99),
        at(histogram, 99.9),
        Duration.ofNanos(histogram.getMaxValue()));
  }

  private static Duration at(Histogram histogram, double percentile) {
    return Duration.ofNanos(histogram.getValueAtPercentile(percentile));
  }
}
