package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.benchmarks.Contender.Reach;
import dev.holdfast.lock.benchmarks.Contender.Role;
import dev.holdfast.lock.benchmarks.Score.Percentiles;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/**
 * Measures workloads with JMH. Each measurement is made in a new process, and in each round the
 * contenders of a workload take turns, so that what changes about the machine changes for all.
 */
final class JmhRun {

  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final String OVERLAPS = "overlaps";
  private static final TimeValue PATIENCE = TimeValue.minutes(2);

  private final Profile profile;
  private final List<Path> backendPath;
  private final Map<String, String> config;
  private final Progress progress;
  private final List<RunResult> raw = new ArrayList<>();

  /** All that is to be measured of one workload with so many threads. */
  record Heat(Workload workload, int threads, List<Contender> contenders) {}

  JmhRun(Profile profile, List<Path> backendPath, Map<String, String> config, Progress progress) {
    this.profile = profile;
    this.backendPath = backendPath;
    this.config = config;
    this.progress = progress;
  }

  /**
   * What there is to measure.
   *
   * @param workloads of these
   * @param backends for these
   * @param rivals where to find those who take part besides
   */
  static List<Heat> heats(
      Profile profile, Collection<Workload> workloads, List<Contender> backends, Contenders rivals)
      throws Exception {
    List<Heat> heats = new ArrayList<>();
    for (Workload workload : workloads) {
      Map<Integer, List<Contender>> field = new LinkedHashMap<>();
      for (Reach reach : Reach.values()) {
        List<Contender> fit = new ArrayList<>();
        for (Contender backend : backends) {
          if (backend.reach() == reach
              && profile.covers(workload, reach)
              && backend.uses().containsAll(workload.uses())) {
            fit.add(backend);
          }
        }
        if (!fit.isEmpty()) {
          workload.rivals().stream()
              .sorted()
              .filter(rival -> rival.reach() == reach && profile.admits(rival, workload))
              .forEach(rival -> fit.add(rivals.of(rival)));
          for (int threads : profile.threads(workload, reach)) {
            field.computeIfAbsent(threads, unused -> new ArrayList<>()).addAll(fit);
          }
        }
      }
      field.forEach((threads, all) -> heats.add(new Heat(workload, threads, all)));
    }
    return heats;
  }

  /** Measures all contenders of a heat; one that fails is left out from then on. */
  List<Score> run(Heat heat) {
    List<Entry> entries = heat.contenders().stream().map(Entry::new).toList();
    for (int round = 1; round <= profile.rounds(heat.workload()); round++) {
      for (Entry entry : entries) {
        String what = "round " + round;
        entry.attempt(
            () -> entry.rounds.add(measure(heat, entry.contender, Kind.THROUGHPUT, what)));
      }
    }
    if (heat.workload().isContended()) {
      for (Entry entry : entries) {
        entry.attempt(
            () -> {
              if (profile.samples(heat.workload())) {
                entry.waits = waits(measure(heat, entry.contender, Kind.SAMPLES, "waits"));
              }
              entry.overlaps = overlaps(measure(heat, entry.contender, Kind.CONTROL, "control"));
            });
      }
    }
    return entries.stream().map(entry -> entry.score(heat)).toList();
  }

  /** What a contender is measured for. */
  private enum Kind {
    THROUGHPUT,
    SAMPLES,
    CONTROL
  }

  /** What becomes of a contender in a heat. */
  private static final class Entry {

    private final Contender contender;
    private final List<RunResult> rounds = new ArrayList<>();
    private @Nullable Percentiles waits;
    private @Nullable Long overlaps;
    private @Nullable String failure;

    private interface Step {
      void take() throws RunnerException;
    }

    Entry(Contender contender) {
      this.contender = contender;
    }

    void attempt(Step step) {
      if (failure == null) {
        try {
          step.take();
        } catch (RunnerException e) {
          failure = reason(e);
        }
      }
    }

    /** JMH throws what has happened in the other process as suppressed. */
    private static String reason(Throwable thrown) {
      Throwable cause = thrown;
      while (cause.getCause() != null || cause.getSuppressed().length > 0) {
        cause = cause.getCause() != null ? cause.getCause() : cause.getSuppressed()[0];
      }
      return String.valueOf(cause.getMessage());
    }

    /** Of each round; of each iteration if there is only one round. */
    private static List<Double> rates(List<RunResult> rounds) {
      return rounds.size() == 1
          ? rounds.get(0).getBenchmarkResults().stream()
              .flatMap(fork -> fork.getIterationResults().stream())
              .map(iteration -> iteration.getPrimaryResult().getScore())
              .toList()
          : rounds.stream().map(round -> round.getPrimaryResult().getScore()).toList();
    }

    Score score(Heat heat) {
      return new Score(
          heat.workload(),
          heat.threads(),
          contender.name(),
          contender.role(),
          contender.reach(),
          rates(rounds),
          rounds.stream().map(round -> secondary(round, ALLOCATED)).toList(),
          waits,
          overlaps,
          failure);
    }
  }

  private static String title(Heat heat, Contender contender) {
    return "%s, %d threads: %s".formatted(heat.workload(), heat.threads(), contender);
  }

  private RunResult measure(Heat heat, Contender contender, Kind kind, String what)
      throws RunnerException {
    progress.tell("%s: %s", title(heat, contender), what);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\b" + LockBenchmark.class.getSimpleName() + "\\.turn$")
            .mode(kind == Kind.SAMPLES ? Mode.SampleTime : Mode.Throughput)
            .threads(heat.threads())
            .forks(1)
            .warmupIterations(1)
            .warmupTime(time(profile.warmUp(heat.workload())))
            .measurementIterations(profile.iterations())
            .measurementTime(time(profile.iteration()))
            .timeout(PATIENCE)
            .param("workload", heat.workload().name())
            .param("backend", contender.name())
            .param("config", contender.role() == Role.BACKEND ? configuration() : "")
            .param("control", Boolean.toString(kind == Kind.CONTROL))
            .jvmArgsAppend("-D" + LockBenchmark.BACKEND_PATH + "=" + path())
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    if (kind == Kind.THROUGHPUT) {
      options = options.addProfiler(GCProfiler.class);
    }
    RunResult result = new Runner(options.build()).runSingle();
    raw.add(result);
    return result;
  }

  private static TimeValue time(Duration time) {
    return TimeValue.milliseconds(time.toMillis());
  }

  private String path() {
    return backendPath.stream()
        .map(part -> part.toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private String configuration() {
    return config.entrySet().stream()
        .map(setting -> setting.getKey() + "=" + setting.getValue())
        .collect(Collectors.joining("&"));
  }

  private static double secondary(RunResult result, String name) {
    return result(result, name).getScore();
  }

  private static Result<?> result(RunResult result, String name) {
    Result<?> found = result.getSecondaryResults().get(name);
    if (found == null) {
      throw new IllegalStateException(
          "JMH tells no %s, but %s.".formatted(name, result.getSecondaryResults().keySet()));
    }
    return found;
  }

  /** Of all iterations; the score would be that of one. */
  private static long overlaps(RunResult control) {
    return Math.round(result(control, OVERLAPS).getStatistics().getSum());
  }

  private static @Nullable Percentiles waits(RunResult sampled) {
    Statistics times = sampled.getPrimaryResult().getStatistics();
    return times.getN() == 0
        ? null
        : new Percentiles(
            times.getPercentile(50),
            times.getPercentile(99),
            times.getPercentile(99.9),
            times.getMax());
  }

  /** All that JMH has told so far. */
  List<RunResult> raw() {
    return List.copyOf(raw);
  }
}
