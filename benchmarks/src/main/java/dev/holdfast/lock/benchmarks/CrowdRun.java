package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.benchmarks.Contender.Role;
import dev.holdfast.lock.benchmarks.Score.Percentiles;
import dev.holdfast.lock.tck.worker.MappedWitness;
import dev.holdfast.lock.tck.worker.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Several processes, each with several threads, that want one mutex as often as they can. */
final class CrowdRun {

  private static final Duration START = Duration.ofMillis(200);

  private final int processes;
  private final int threads;
  private final Profile profile;
  private final Progress progress;

  CrowdRun(int processes, int threads, Profile profile, Progress progress) {
    this.processes = processes;
    this.threads = threads;
    this.profile = profile;
    this.progress = progress;
  }

  /**
   * What was measured of a contender.
   *
   * @param processes how many there were
   * @param threads of each of them
   * @param contender its name
   * @param role its role
   * @param rates grants in a millisecond, for each round
   * @param fairness the process with the fewest grants to that with the most, for each round
   * @param threadFairness the same of all threads
   * @param waits from the request to the grant, or null if there was no grant
   * @param handOffs from one process's release to another's grant, or null if there was none
   * @param overlaps how often the control run has found somebody inside who should not have been
   * @param failure why it could not be measured, or null
   */
  record CrowdScore(
      int processes,
      int threads,
      String contender,
      Role role,
      List<Double> rates,
      List<Double> fairness,
      List<Double> threadFairness,
      @Nullable Percentiles waits,
      @Nullable Percentiles handOffs,
      long overlaps,
      @Nullable String failure) {

    /** Whether it can be compared. */
    boolean isSound() {
      return failure == null && overlaps == 0;
    }
  }

  /** Measures them in turn, round by round. Whoever fails is left out from then on. */
  List<CrowdScore> run(List<Contender> contenders) throws InterruptedException {
    List<Entry> entries = contenders.stream().map(Entry::new).toList();
    try {
      for (Entry entry : entries) {
        entry.attempt(() -> entry.crew = new Crew(entry.contender, processes));
      }
      for (Entry entry : entries) {
        // Uncounted: processes load their classes.
        entry.attempt(
            () -> {
              List<Message> unused = turns(entry.crew(), threads, /* witness= */ null);
            });
      }
      for (int round = 1; round <= profile.rounds(); round++) {
        for (Entry entry : entries) {
          tell(entry, "round " + round);
          entry.attempt(() -> entry.count(turns(entry.crew(), threads, /* witness= */ null)));
        }
      }
      for (Entry entry : entries) {
        tell(entry, "control");
        entry.attempt(() -> entry.overlaps = overlaps(entry.crew()));
      }
    } finally {
      entries.forEach(Entry::close);
    }
    return entries.stream().map(this::score).toList();
  }

  private void tell(Entry entry, String what) {
    progress.tell("%d processes x %d threads: %s: %s", processes, threads, entry.contender, what);
  }

  /** The witness has room for so many threads only. */
  private long overlaps(Crew crew) throws InterruptedException {
    int watched = Math.min(threads, MappedWitness.MOST_THREADS / processes);
    Path witness = crew.file("witness");
    MappedWitness unused = MappedWitness.create(witness, List.of(1), watched);
    return turns(crew, watched, witness).stream()
        .mapToLong(answer -> answer.number(CrowdTask.OVERLAPS))
        .sum();
  }

  private List<Message> turns(Crew crew, int threadsOfEach, @Nullable Path witness)
      throws InterruptedException {
    long begin = System.nanoTime() + START.toNanos();
    long countFrom = begin + profile.warmUp().toNanos();
    long end = countFrom + profile.crowd().toNanos();
    Message arguments =
        Message.EMPTY
            .with(CrowdTask.THREADS, threadsOfEach)
            .with(CrowdTask.BEGIN, begin)
            .with(CrowdTask.COUNT_FROM, countFrom)
            .with(CrowdTask.END, end)
            .with(CrowdTask.BOARD, crew.file("board"));
    Message watched = witness == null ? arguments : arguments.with(CrowdTask.WITNESS, witness);
    return crew.all(
        CrowdTask.class,
        place -> watched.with(CrowdTask.PLACE, place),
        Duration.ofNanos(end - begin));
  }

  private CrowdScore score(Entry entry) {
    return new CrowdScore(
        processes,
        threads,
        entry.contender.name(),
        entry.contender.role(),
        List.copyOf(entry.rates),
        List.copyOf(entry.fairness),
        List.copyOf(entry.threadFairness),
        percentiles(entry.waits),
        percentiles(entry.handOffs),
        entry.overlaps,
        entry.failure);
  }

  private static @Nullable Percentiles percentiles(Histogram times) {
    return times.getTotalCount() == 0 ? null : Times.percentiles(times);
  }

  /** What becomes of a contender. */
  private final class Entry implements AutoCloseable {

    private final Contender contender;
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> fairness = new ArrayList<>();
    private final List<Double> threadFairness = new ArrayList<>();
    private final Histogram waits = Times.histogram();
    private final Histogram handOffs = Times.histogram();
    private @Nullable Crew crew;
    private long overlaps;
    private @Nullable String failure;

    Entry(Contender contender) {
      this.contender = contender;
    }

    Crew crew() {
      if (crew == null) {
        throw new IllegalStateException("There is no crew.");
      }
      return crew;
    }

    void attempt(Step step) throws InterruptedException {
      if (failure == null) {
        try {
          step.take();
        } catch (RuntimeException e) {
          failure = String.valueOf(e.getMessage());
        }
      }
    }

    void count(List<Message> answers) {
      List<Long> ofThreads = new ArrayList<>();
      List<Long> ofProcesses = new ArrayList<>();
      for (Message answer : answers) {
        List<Long> grants =
            answer.under(CrowdTask.GRANTS).values().stream().map(Long::valueOf).toList();
        ofThreads.addAll(grants);
        ofProcesses.add(sum(grants));
        waits.add(Times.decode(answer.get(CrowdTask.WAITS)));
        handOffs.add(Times.decode(answer.get(CrowdTask.HAND_OFFS)));
      }
      double millis = profile.crowd().toNanos() / (double) TimeUnit.MILLISECONDS.toNanos(1);
      rates.add(sum(ofProcesses) / millis);
      fairness.add(fewestToMost(ofProcesses));
      threadFairness.add(fewestToMost(ofThreads));
    }

    @Override
    public void close() {
      if (crew != null) {
        crew.close();
      }
    }
  }

  @FunctionalInterface
  private interface Step {
    void take() throws InterruptedException;
  }

  private static long sum(List<Long> counts) {
    return counts.stream().mapToLong(count -> count).sum();
  }

  /** 1 if all are equal, 0 if somebody got nothing. */
  static double fewestToMost(List<Long> counts) {
    long most = counts.stream().mapToLong(count -> count).max().orElse(0);
    long fewest = counts.stream().mapToLong(count -> count).min().orElse(0);
    return most == 0 ? 0 : (double) fewest / most;
  }
}
