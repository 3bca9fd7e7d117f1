package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.benchmarks.Contender.Role;
import dev.holdfast.lock.benchmarks.CrowdRun.CrowdScore;
import dev.holdfast.lock.benchmarks.HandOffRun.HandOffScore;
import dev.holdfast.lock.benchmarks.Score.Percentiles;
import dev.holdfast.lock.benchmarks.WaitersRun.WaitersScore;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was measured, as tables: ratios first. */
final class Tables {

  static final String NOTHING = "-";

  private final Results results;

  Tables(Results results) {
    this.results = results;
  }

  /** All that have rows. */
  List<Table> all() {
    return List.of(
            targets(), ratios(), waits(), crowds(), handOffs(), waiters(), contenders(), machine())
        .stream()
        .filter(table -> !table.rows().isEmpty())
        .toList();
  }

  private Table targets() {
    return new Table(
        "Targets",
        "Ratios of medians, with the least and the greatest of the rounds.",
        List.of("what", "target", "measured", "", "why"),
        Targets.of(results).stream()
            .filter(row -> row.outcome() != Targets.Outcome.UNKNOWN || isOwn())
            .map(
                row ->
                    List.of(
                        row.what(),
                        row.target(),
                        row.measured(),
                        row.outcome().toString(),
                        row.remark()))
            .toList());
  }

  /** Whether it is about what has targets at all. */
  private boolean isOwn() {
    return results.scores().stream()
        .anyMatch(
            score ->
                score.contender().equals(Targets.IN_MEMORY)
                    || score.contender().startsWith(Contenders.FILE_SYSTEM));
  }

  private Table ratios() {
    return new Table(
        "Within one JVM",
        "Turns in the same time: how many times as many as the floor, and as the best peer. A"
            + " contender that was seen to let in somebody who should not have been is BROKEN, and"
            + " is not compared.",
        List.of(
            "workload", "threads", "contender", "to floor", "to best peer", "ns a turn", "bytes"),
        results.scores().stream().map(this::ratios).toList());
  }

  private List<String> ratios(Score score) {
    return List.of(
        score.workload().description(),
        Integer.toString(score.threads()),
        score.contender(),
        score.role() == Role.FLOOR ? state(score).orElse("floor") : compared(score, true),
        score.role() == Role.BACKEND ? compared(score, false) : NOTHING,
        score.rates().isEmpty() ? NOTHING : Ratio.text(score.nanos()),
        score.bytes().isEmpty()
            ? NOTHING
            : String.format(Locale.ROOT, "%.0f", Ratio.median(score.bytes())));
  }

  private static Optional<String> state(Score score) {
    return state(score.overlaps(), score.failure());
  }

  private static Optional<String> state(@Nullable Long overlaps, @Nullable String failure) {
    if (overlaps != null && overlaps > 0) {
      return Optional.of("BROKEN: %d overlaps seen".formatted(overlaps));
    }
    return failure == null ? Optional.empty() : Optional.of("FAILED: " + failure);
  }

  private String compared(Score score, boolean withFloor) {
    Optional<String> state = state(score);
    if (state.isPresent()) {
      return withFloor ? state.get() : NOTHING;
    }
    Optional<Score> other = withFloor ? results.floor(score) : results.bestPeer(score);
    return other
        .flatMap(
            found ->
                Results.ratio(score, found)
                    .map(ratio -> withFloor ? ratio.toString() : ratio + " " + found.contender()))
        .orElse(NOTHING);
  }

  private static String toFloor(Optional<String> state, Role role, Optional<Ratio> ratio) {
    return state.orElse(role == Role.FLOOR ? "floor" : ratio.map(Ratio::toString).orElse(NOTHING));
  }

  private Table waits() {
    return new Table(
        "How long a turn takes, in microseconds",
        "Sampled, each turn by itself.",
        List.of("workload", "threads", "contender", "50 %", "99 %", "99.9 %", "longest"),
        results.scores().stream()
            .filter(score -> score.waits() != null)
            .map(
                score ->
                    row(
                        List.of(
                            score.workload().description(),
                            Integer.toString(score.threads()),
                            score.contender()),
                        percentiles(score.waits())))
            .toList());
  }

  private static List<String> percentiles(@Nullable Percentiles times) {
    return times == null
        ? Collections.nCopies(4, NOTHING)
        : List.of(
            Ratio.text(times.p50()),
            Ratio.text(times.p99()),
            Ratio.text(times.p999()),
            Ratio.text(times.most()));
  }

  private static List<String> row(List<String> beginning, List<String> end) {
    return Stream.concat(beginning.stream(), end.stream()).toList();
  }

  private Table crowds() {
    return new Table(
        "Several processes, one mutex",
        "Fairness: the fewest grants that a process, or a thread, got, to the most. Times in"
            + " microseconds: from the request to the grant, and from one process's release to"
            + " another's grant.",
        List.of(
            "JVMs x threads",
            "contender",
            "to floor",
            "to best peer",
            "grants a ms",
            "fairness of processes",
            "of threads",
            "wait 50 %",
            "99 %",
            "hand-off 50 %",
            "99 %"),
        results.crowds().stream().map(this::crowd).toList());
  }

  private List<String> crowd(CrowdScore score) {
    List<CrowdScore> field =
        results.crowds().stream()
            .filter(other -> other.processes() == score.processes())
            .filter(other -> other.threads() == score.threads())
            .toList();
    Optional<CrowdScore> floor =
        field.stream().filter(other -> other.role() == Role.FLOOR).findFirst();
    Optional<CrowdScore> peer =
        field.stream()
            .filter(other -> other.role() == Role.PEER && other.isSound())
            .max(Comparator.comparingDouble(other -> Ratio.median(other.rates())));
    return List.of(
        score.processes() + " x " + score.threads(),
        score.contender(),
        toFloor(
            state(score.overlaps(), score.failure()),
            score.role(),
            floor.flatMap(other -> Results.ratio(score, other))),
        score.role() != Role.BACKEND
            ? NOTHING
            : peer.flatMap(
                    other ->
                        Results.ratio(score, other).map(ratio -> ratio + " " + other.contender()))
                .orElse(NOTHING),
        spread(score.rates()),
        spread(score.fairness()),
        spread(score.threadFairness()),
        percentiles(score.waits()).get(0),
        percentiles(score.waits()).get(1),
        percentiles(score.handOffs()).get(0),
        percentiles(score.handOffs()).get(1));
  }

  /** The median, the least and the greatest. */
  static String spread(List<Double> values) {
    return values.isEmpty()
        ? NOTHING
        : "%s (%s to %s)"
            .formatted(
                Ratio.text(Ratio.median(values)),
                Ratio.text(Collections.min(values)),
                Ratio.text(Collections.max(values)));
  }

  private Table handOffs() {
    return new Table(
        "Hand-off from one process to one that waits",
        "Times in microseconds, from just before the release to just after the grant.",
        List.of(
            "held for",
            "contender",
            "median to floor",
            "50 %",
            "99 %",
            "99.9 %",
            "longest",
            "of a core while waiting"),
        results.handOffs().stream().map(this::handOff).toList());
  }

  private List<String> handOff(HandOffScore score) {
    Optional<HandOffScore> floor =
        results.handOffs().stream()
            .filter(other -> other.role() == Role.FLOOR)
            .filter(other -> other.holdMillis() == score.holdMillis())
            .findFirst();
    String ratio =
        toFloor(
            state(/* overlaps= */ null, score.failure()),
            score.role(),
            floor.flatMap(other -> Results.ratio(score, other)));
    List<String> times = percentiles(score.handOffs());
    return row(
        List.of(score.holdMillis() + " ms", score.contender(), ratio),
        row(times, List.of(String.format(Locale.ROOT, "%.1f %%", 100 * score.share()))));
  }

  private Table waiters() {
    return new Table(
        "100,000 waiting futures",
        "",
        List.of("contender", "grants a second", "bytes of each", "threads"),
        results.waiters().stream().map(Tables::waiters).toList());
  }

  private static List<String> waiters(WaitersScore score) {
    return List.of(
        score.contender(),
        state(/* overlaps= */ null, score.failure()).orElse(spread(score.rates())),
        spread(score.bytes()),
        Long.toString(score.threads()));
  }

  private Table contenders() {
    return new Table(
        "Who took part besides the backends",
        "",
        List.of("name", "role", "what"),
        Arrays.stream(Rival.values())
            .filter(this::tookPart)
            .map(
                rival ->
                    List.of(
                        rival.label(),
                        rival.role().toString().toLowerCase(Locale.ROOT),
                        rival.description()))
            .toList());
  }

  private boolean tookPart(Rival rival) {
    return results.scores().stream().anyMatch(score -> score.contender().equals(rival.label()))
        || results.crowds().stream().anyMatch(score -> score.contender().equals(rival.label()))
        || results.handOffs().stream().anyMatch(score -> score.contender().equals(rival.label()));
  }

  private Table machine() {
    Machine machine = results.machine();
    return new Table(
        "Machine",
        "",
        List.of("what", "which"),
        List.of(
            List.of("date", machine.date()),
            List.of("command", "`" + machine.command() + "`"),
            List.of("Java", machine.jdk()),
            List.of("system", machine.system()),
            List.of("processors", machine.processors()),
            List.of("lock files on", machine.files()),
            List.of("load before", machine.load())));
  }
}
