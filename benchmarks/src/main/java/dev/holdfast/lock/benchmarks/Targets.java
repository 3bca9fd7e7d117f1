package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.benchmarks.CrowdRun.CrowdScore;
import dev.holdfast.lock.benchmarks.HandOffRun.HandOffScore;
import dev.holdfast.lock.benchmarks.WaitersRun.WaitersScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoublePredicate;

/** What the locks of this library are to reach, and whether they have. */
final class Targets {

  static final String IN_MEMORY = Contenders.IN_MEMORY;
  static final String WITHOUT_TOKENS = Contenders.FILE_SYSTEM + "?fencing=NONE";
  static final String WITH_TOKENS = Contenders.FILE_SYSTEM + "?fencing=PROCESS";

  private static final int CROWD = 4;
  private static final double MICROS_OF_MILLI = 1000;

  private final Results results;
  private final List<Row> rows = new ArrayList<>();

  /** What became of a target. */
  enum Outcome {
    MET,
    MISSED,
    /** Not measured, or one of both does not exclude. */
    UNKNOWN
  }

  /**
   * A target.
   *
   * @param what of what
   * @param target what it is to be
   * @param measured what it is; "-" if that is unknown
   * @param outcome whether it is so
   * @param remark why it is missed, as far as that is known; may be empty
   */
  record Row(String what, String target, String measured, Outcome outcome, String remark) {}

  private Targets(Results results) {
    this.results = results;
  }

  /** All of them, in order. */
  static List<Row> of(Results results) {
    var targets = new Targets(results);
    targets.inMemory();
    targets.files();
    targets.crowd();
    targets.handOff();
    targets.waiters();
    return List.copyOf(targets.rows);
  }

  private void inMemory() {
    time(
        "in-memory mutex, uncontended, time to that of ReentrantLock",
        score(Workload.ACQUIRE, 1, IN_MEMORY),
        3);
    double bytes =
        score(Workload.ACQUIRE, 1, IN_MEMORY)
            .filter(score -> !score.bytes().isEmpty())
            .map(score -> Ratio.median(score.bytes()))
            .orElse(Double.NaN);
    add(
        "in-memory mutex, uncontended, bytes of an acquisition",
        "two small objects: at most 96",
        bytes,
        value -> value < 96.5,
        "%.0f".formatted(bytes),
        "");
    rate(
        "in-memory mutex, 4 threads, throughput to that of a fair ReentrantLock",
        score(Workload.CONTENDED, 4, IN_MEMORY),
        1,
        "");
    rate(
        "in-memory read lock, 4 threads, throughput to that of a fair ReentrantReadWriteLock",
        score(Workload.READ_100, 4, IN_MEMORY),
        1,
        "");
  }

  private void files() {
    time(
        "file mutex, uncontended, without tokens, time to that of tryLock and release",
        score(Workload.TRY, 1, WITHOUT_TOKENS),
        1.3);
    time(
        "file mutex, uncontended, with tokens, time to that of tryLock and release",
        score(Workload.TRY, 1, WITH_TOKENS),
        2.5);
    rate(
        "file mutex, 8 threads, throughput to that of locking the file each time in order",
        score(Workload.CONTENDED, 8, WITHOUT_TOKENS),
        10,
        "waking a thread for each turn costs several times what the file's lock costs: see README");
  }

  private void crowd() {
    String what = "file mutex, 4 JVMs x 4 threads, ";
    Optional<CrowdScore> own = crowd(WITH_TOKENS);
    Optional<Ratio> ratio =
        own.flatMap(
            score -> crowd(Rival.MAVEN_FILE.label()).flatMap(peer -> Results.ratio(score, peer)));
    add(
        what + "throughput to that of Maven Resolver's",
        ">= 20",
        ratio.map(Ratio::median).orElse(Double.NaN),
        value -> value >= 20,
        ratio.map(Ratio::toString).orElse("-"),
        "there, who has let go takes the lock again at once, many times in a row, and other threads"
            + " hardly get it: see its fairness");
    double fairness =
        own.filter(score -> !score.fairness().isEmpty())
            .map(score -> Ratio.median(score.fairness()))
            .orElse(Double.NaN);
    add(
        what + "grants of the process with the fewest to those of that with the most",
        ">= 0.7",
        fairness,
        value -> value >= 0.7,
        own.map(score -> Tables.spread(score.fairness())).orElse("-"),
        "");
    double wait =
        own.flatMap(score -> Optional.ofNullable(score.waits()))
            .map(waits -> waits.p99() / MICROS_OF_MILLI)
            .orElse(Double.NaN);
    add(
        what + "99 % of the waits, ms",
        "<= 100",
        wait,
        value -> value <= 100,
        Ratio.text(wait),
        "");
  }

  private Optional<CrowdScore> crowd(String contender) {
    return results.crowds().stream()
        .filter(score -> score.processes() == CROWD && score.threads() == CROWD)
        .filter(score -> score.contender().equals(contender))
        .findFirst();
  }

  private void handOff() {
    List<HandOffScore> all = results.handOffs();
    List<HandOffScore> own =
        all.stream().filter(score -> score.contender().equals(WITHOUT_TOKENS)).toList();
    for (HandOffScore score : own) {
      String what = "hand-off between processes after %d ms, ".formatted(score.holdMillis());
      Optional<Ratio> ratio =
          all.stream()
              .filter(other -> other.contender().equals(Rival.FAIR_FILE_LOCK.label()))
              .filter(other -> other.holdMillis() == score.holdMillis())
              .findFirst()
              .flatMap(floor -> Results.ratio(score, floor));
      String reason =
          "who waits looks at the file from time to time: see lock-filesystem/DESIGN.md";
      add(
          what + "median to that of a blocked FileChannel.lock()",
          "<= 1.5",
          ratio.map(Ratio::median).orElse(Double.NaN),
          value -> value <= 1.5,
          ratio.map(Ratio::toString).orElse("-"),
          reason);
      double percent = score.failure() == null ? 100 * score.share() : Double.NaN;
      add(
          what + "percent of a core while waiting",
          "< 2",
          percent,
          value -> value < 2,
          Ratio.text(percent),
          reason);
    }
  }

  private void waiters() {
    Optional<WaitersScore> own =
        results.waiters().stream()
            .filter(score -> score.contender().equals(IN_MEMORY) && score.failure() == null)
            .findFirst();
    String what = "100,000 waiting futures in memory, ";
    double threads = own.map(score -> (double) score.threads()).orElse(Double.NaN);
    add(what + "threads", "0", threads, value -> value <= 0, "%.0f".formatted(threads), "");
    double bytes = own.map(score -> Ratio.median(score.bytes())).orElse(Double.NaN);
    add(
        what + "bytes of each",
        "<= 250",
        bytes,
        value -> value <= 250,
        "%.0f".formatted(bytes),
        "");
    double rate = own.map(score -> Ratio.median(score.rates())).orElse(Double.NaN);
    add(
        what + "grants in a second",
        "> 200000",
        rate,
        value -> value > 200_000,
        String.format(Locale.ROOT, "%.0f", rate),
        "");
  }

  private Optional<Score> score(Workload workload, int threads, String contender) {
    return results.score(workload, threads, contender);
  }

  private Optional<Ratio> toFloor(Optional<Score> score) {
    return score.flatMap(own -> results.floor(own).flatMap(floor -> Results.ratio(own, floor)));
  }

  private void time(String what, Optional<Score> score, double most) {
    Optional<Ratio> ratio = toFloor(score).map(Ratio::inverse);
    add(
        what,
        "<= " + Ratio.text(most),
        ratio.map(Ratio::median).orElse(Double.NaN),
        value -> value <= most,
        ratio.map(Ratio::toString).orElse("-"),
        "");
  }

  private void rate(String what, Optional<Score> score, double least, String reason) {
    Optional<Ratio> ratio = toFloor(score);
    add(
        what,
        ">= " + Ratio.text(least),
        ratio.map(Ratio::median).orElse(Double.NaN),
        value -> value >= least,
        ratio.map(Ratio::toString).orElse("-"),
        reason);
  }

  private void add(
      String what,
      String target,
      double value,
      DoublePredicate isMet,
      String measured,
      String reason) {
    if (Double.isNaN(value)) {
      rows.add(new Row(what, target, "-", Outcome.UNKNOWN, ""));
    } else if (isMet.test(value)) {
      rows.add(new Row(what, target, measured, Outcome.MET, ""));
    } else {
      rows.add(new Row(what, target, measured, Outcome.MISSED, reason));
    }
  }
}
