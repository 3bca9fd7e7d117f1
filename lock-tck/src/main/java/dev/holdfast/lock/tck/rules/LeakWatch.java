package dev.holdfast.lock.tck.rules;

import static java.util.stream.Collectors.joining;

import dev.holdfast.lock.tck.engine.RuleViolation;
import dev.holdfast.lock.tck.engine.Trial;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Does something many times, twice over, and compares what there was before, between and after. A
 * leak grows in both halves; what is only made once, or comes and goes, does not. The heap is
 * shared with all else that the JVM does, so it has to go on growing when asked twice more.
 */
final class LeakWatch {

  /** Some threads and descriptors more or less prove nothing. */
  private static final int NOISE = 4;

  /** Fewer objects than this do not stand out from the noise of a heap. */
  private static final int FEWEST_FOR_HEAP = 10_000;

  /** How many more times the heap has to grow by as much before that is a leak. */
  private static final int CONFIRMATIONS = 2;

  private static final long HEAP_NOISE = 256 << 10;
  private static final long LEAST_BYTES = 8;

  private final Trial trial;

  LeakWatch(Trial trial) {
    this.trial = trial;
  }

  /** Something that is done many times. */
  @FunctionalInterface
  interface Action {
    void run(int times) throws Exception;
  }

  /**
   * Reports a violation if the action leaves something behind.
   *
   * @param what what is done, such as "uses of locks"
   * @param perHundred how many in a hundred have to leave something behind to be noticed
   */
  void watch(String what, int times, int perHundred, Action action) throws Exception {
    List<Snapshot> snapshots = new ArrayList<>();
    snapshots.add(snapshot(times));
    action.run(times);
    snapshots.add(snapshot(times));
    action.run(times);
    snapshots.add(snapshot(times));
    long allowed = NOISE + (long) times * perHundred / 100;
    for (Resource resource : Resource.values()) {
      List<Map<String, Long>> counts =
          snapshots.stream().map(snapshot -> snapshot.counts().get(resource)).toList();
      for (String sort : counts.get(2).keySet()) {
        List<Long> course = counts.stream().map(count -> count.getOrDefault(sort, 0L)).toList();
        if (grows(course, allowed) && !falls(resource, sort, course.get(0) + allowed)) {
          throw leak(what, times, course, resource + " of the sort '" + sort + "'");
        }
      }
    }
    List<Long> heap = new ArrayList<>(snapshots.stream().map(Snapshot::heap).toList());
    long noise = HEAP_NOISE + LEAST_BYTES * times;
    for (int i = 0; i < CONFIRMATIONS && grows(heap, noise); i++) {
      action.run(times);
      heap.add(usedHeap());
    }
    if (grows(heap, noise) && !Patience.until(trial, () -> usedHeap() <= heap.get(0) + noise)) {
      throw leak(what, times, heap, "bytes of heap, after garbage collections");
    }
    trial.evidence(2L * times);
  }

  /** Each time by more than what is allowed. */
  private static boolean grows(List<Long> course, long allowed) {
    return IntStream.range(1, course.size())
        .allMatch(i -> course.get(i) - course.get(i - 1) > allowed);
  }

  /** What is given back late is given back. */
  private boolean falls(Resource resource, String sort, long allowed) {
    return Patience.until(trial, () -> resource.bySort().getOrDefault(sort, 0L) <= allowed);
  }

  private RuleViolation leak(String what, int times, List<Long> course, String of) {
    return trial.violated(
        "%d %s leave something behind, and so do as many more: there were, one after the other, %s %s.",
        times, what, course.stream().map(String::valueOf).collect(joining(", ")), of);
  }

  private record Snapshot(Map<Resource, Map<String, Long>> counts, long heap) {}

  private static Snapshot snapshot(int times) {
    var counts = new EnumMap<Resource, Map<String, Long>>(Resource.class);
    for (Resource resource : Resource.values()) {
      counts.put(resource, resource.bySort());
    }
    return new Snapshot(counts, times < FEWEST_FOR_HEAP ? 0 : usedHeap());
  }

  /** The least of some looks: a collection may leave things to the next one. */
  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
