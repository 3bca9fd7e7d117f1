package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.benchmarks.Contender.Reach;
import dev.holdfast.lock.benchmarks.Contender.Role;
import dev.holdfast.lock.benchmarks.CrowdRun.CrowdScore;
import dev.holdfast.lock.benchmarks.HandOffRun.HandOffScore;
import dev.holdfast.lock.benchmarks.Plot.Bar;
import dev.holdfast.lock.benchmarks.Score.Percentiles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was measured, as plots. */
final class Plots {

  private final Results results;

  Plots(Results results) {
    this.results = results;
  }

  /** All that have bars. */
  List<Plot> all() {
    List<Plot> plots = new ArrayList<>();
    for (Reach reach : Reach.values()) {
      String whose =
          switch (reach) {
            case JVM -> "Locks of one JVM";
            case PROCESSES -> "Locks between processes, used in one JVM";
          };
      plots.add(
          new Plot(
              whose + ": throughput as a multiple of the floor's",
              "times the floor; more is better",
              bars(reach, this::toFloor)));
      plots.add(
          new Plot(
              whose + ": turns that several threads take of one lock",
              "turns a microsecond; more is better",
              bars(reach, Plots::contendedRate)));
      plots.add(
          new Plot(
              whose + ": bytes allocated for a turn",
              "bytes; fewer are better",
              bars(reach, Plots::bytes)));
      plots.add(
          new Plot(
              whose + ": how long a turn takes, from half of them to 99.9 %",
              "microseconds; less is better, the thick bar is 99 %",
              bars(reach, score -> times(label(score), score.waits()))));
    }
    crowds(plots);
    plots.add(
        new Plot(
            "Hand-off to a process that waits",
            "microseconds, medians of blocks; less is better",
            results.handOffs().stream().flatMap(score -> handOff(score).stream()).toList()));
    return plots.stream().filter(plot -> !plot.bars().isEmpty()).toList();
  }

  private void crowds(List<Plot> plots) {
    plots.add(
        new Plot(
            "Several processes, one mutex: grants",
            "grants a millisecond; more is better",
            crowds(score -> bar(label(score), score.rates()))));
    plots.add(
        new Plot(
            "Several processes, one mutex: the fewest grants of a process to the most",
            "1 is fair",
            crowds(score -> bar(label(score), score.fairness()))));
    plots.add(
        new Plot(
            "Several processes, one mutex: waits, from half of them to 99.9 %",
            "microseconds; less is better, the thick bar is 99 %",
            crowds(score -> times(label(score), score.waits()))));
    plots.add(
        new Plot(
            "Several processes, one mutex: hand-offs, from half of them to 99.9 %",
            "microseconds; less is better, the thick bar is 99 %",
            crowds(score -> times(label(score), score.handOffs()))));
  }

  private List<Bar> bars(Reach reach, Function<Score, Optional<Bar>> bar) {
    return results.scores().stream()
        .filter(score -> score.reach() == reach && score.isSound())
        .flatMap(score -> bar.apply(score).stream())
        .toList();
  }

  private Optional<Bar> toFloor(Score score) {
    return score.role() == Role.FLOOR
        ? Optional.empty()
        : results
            .floor(score)
            .flatMap(floor -> Results.ratio(score, floor))
            .map(ratio -> new Bar(label(score), ratio.median(), ratio.least(), ratio.most()));
  }

  private static Optional<Bar> contendedRate(Score score) {
    return score.workload().isContended() ? bar(label(score), score.rates()) : Optional.empty();
  }

  /** Less than a byte is what is allocated besides, by whatever thread. */
  private static Optional<Bar> bytes(Score score) {
    return !score.bytes().isEmpty() && Ratio.median(score.bytes()) >= 1
        ? bar(label(score), score.bytes())
        : Optional.empty();
  }

  private List<Bar> crowds(Function<CrowdScore, Optional<Bar>> bar) {
    return results.crowds().stream()
        .filter(CrowdScore::isSound)
        .flatMap(score -> bar.apply(score).stream())
        .toList();
  }

  private static Optional<Bar> handOff(HandOffScore score) {
    return score.failure() == null
        ? bar("%d ms: %s".formatted(score.holdMillis(), score.contender()), score.medians())
        : Optional.empty();
  }

  /** Zero has no place on a logarithmic scale. */
  private static Optional<Bar> bar(String label, List<Double> rounds) {
    return Stream.of(rounds)
        .filter(values -> !values.isEmpty() && Collections.min(values) > 0)
        .map(
            values ->
                new Bar(
                    label, Ratio.median(values), Collections.min(values), Collections.max(values)))
        .findFirst();
  }

  private static Optional<Bar> times(String label, @Nullable Percentiles times) {
    return times == null || times.p50() <= 0
        ? Optional.empty()
        : Optional.of(new Bar(label, times.p99(), times.p50(), times.p999()));
  }

  private static String label(Score score) {
    return "%s, %d: %s"
        .formatted(score.workload().description(), score.threads(), score.contender());
  }

  private static String label(CrowdScore score) {
    return "%d x %d: %s".formatted(score.processes(), score.threads(), score.contender());
  }
}
