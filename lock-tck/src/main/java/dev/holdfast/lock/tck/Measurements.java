package dev.holdfast.lock.tck;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a check has measured on the way, apart from its verdict.
 *
 * @param latencies at most one of each kind, not null
 * @param observed the worst value of each bound that the check came across, in the unit of the
 *     bound; not null
 */
public record Measurements(List<Latency> latencies, Map<Bound, Double> observed) {

  /** Nothing was measured. */
  public static final Measurements NONE = new Measurements(List.of(), Map.of());

  /**
   * Copies the collections.
   *
   * @param latencies see above
   * @param observed see above
   */
  public Measurements {
    latencies = List.copyOf(latencies);
    observed = Collections.unmodifiableMap(new TreeMap<>(observed));
  }
}
