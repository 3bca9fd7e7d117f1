package dev.holdfast.lock.tck.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.Bound;
import dev.holdfast.lock.tck.Latency;
import dev.holdfast.lock.tck.Measurements;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetersTest {

  private final Meters meters = new Meters();

  @Test
  void theLatenciesOfAllThreadsAreOneDistribution() {
    LatencyLog first = meters.open(Latency.Kind.GRANT);
    LatencyLog second = meters.open(Latency.Kind.GRANT);
    for (int i = 1; i <= 500; i++) {
      first.add(i * 1_000L);
      second.add((500 + i) * 1_000L);
    }
    Latency latency = meters.read().latencies().get(0);
    assertEquals(1_000, latency.count());
    isAbout(500, latency.median());
    isAbout(900, latency.p90());
    isAbout(990, latency.p99());
    isAbout(999, latency.p999());
    isAbout(1_000, latency.longest());
  }

  private static void isAbout(long micros, Duration seen) {
    double ratio = seen.toNanos() / (micros * 1e3);
    assertTrue(ratio > 0.98 && ratio < 1.02, () -> seen + " is not about " + micros + " us");
  }

  @Test
  void whatWasNotMeasuredIsLeftOut() {
    LatencyLog unused = meters.open(Latency.Kind.HAND_OVER);
    assertEquals(Measurements.NONE, meters.read());
  }

  @Test
  void nonsenseOfTheClockIsNoError() {
    LatencyLog log = meters.open(Latency.Kind.HAND_OVER);
    log.add(-1);
    log.add(Long.MAX_VALUE);
    assertEquals(2, meters.read().latencies().get(0).count());
  }

  @Test
  void theWorstObservationCounts() {
    meters.observed(Bound.BYPASS, 3);
    meters.observed(Bound.BYPASS, 7);
    meters.observed(Bound.BYPASS, 5);
    assertEquals(Map.of(Bound.BYPASS, 7.0), meters.read().observed());
  }
}
