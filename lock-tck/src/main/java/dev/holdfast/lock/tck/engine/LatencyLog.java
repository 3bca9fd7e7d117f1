package dev.holdfast.lock.tck.engine;

/** Where one thread puts the latencies that it has measured. */
@FunctionalInterface
public interface LatencyLog {

  /**
   * Adds a latency.
   *
   * @param nanos how long it took, in nanoseconds
   */
  void add(long nanos);
}
