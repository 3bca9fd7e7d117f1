package dev.holdfast.lock.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.benchmarks.Contender.Reach;
import dev.holdfast.lock.benchmarks.Contender.Role;
import dev.holdfast.lock.benchmarks.CrowdRun.CrowdScore;
import dev.holdfast.lock.benchmarks.HandOffRun.HandOffScore;
import dev.holdfast.lock.benchmarks.Score.Percentiles;
import dev.holdfast.lock.benchmarks.Targets.Outcome;
import dev.holdfast.lock.benchmarks.WaitersRun.WaitersScore;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TablesTest {

  private static final Machine MACHINE =
      new Machine("2001-02-03", "java -jar x", "JVM", "OS", "2 x CPU", "ext4", "0");
  private static final Percentiles TIMES = new Percentiles(10, 20_000, 30_000, 40_000);

  private static Score score(
      Workload workload,
      int threads,
      String name,
      Role role,
      double rate,
      @Nullable Long overlaps) {
    Reach reach = name.startsWith("file") || name.contains("File") ? Reach.PROCESSES : Reach.JVM;
    List<Double> rates = List.of(rate, 1.1 * rate, 0.9 * rate);
    return new Score(
        workload, threads, name, role, reach, rates, List.of(48.0), null, overlaps, null);
  }

  private static CrowdScore crowd(String name, Role role, double rate, long overlaps) {
    return new CrowdScore(
        4, 4, name, role, List.of(rate), List.of(0.8), List.of(0.5), TIMES, TIMES, overlaps, null);
  }

  private static Results results() {
    return new Results(
        MACHINE,
        List.of(
            score(Workload.ACQUIRE, 1, "inmemory", Role.BACKEND, 25, null),
            score(Workload.ACQUIRE, 1, "ReentrantLock", Role.FLOOR, 100, null),
            score(Workload.CONTENDED, 4, "inmemory", Role.BACKEND, 12, 0L),
            score(Workload.CONTENDED, 4, "com.acme.<Fast>", Role.BACKEND, 1000, 7L),
            score(Workload.CONTENDED, 4, "FairReentrantLock", Role.FLOOR, 6, 0L),
            score(Workload.CONTENDED, 4, "SpringDefault", Role.PEER, 24, 0L),
            score(Workload.CONTENDED, 4, "MavenLocal", Role.PEER, 48, 1L)),
        List.of(
            crowd("filesystem?fencing=PROCESS", Role.BACKEND, 40, 0),
            crowd("FairFileLock", Role.FLOOR, 80, 0),
            crowd("MavenFile", Role.PEER, 2, 0),
            crowd("MavenFileDefault", Role.PEER, 500, 9)),
        List.of(
            new HandOffScore(
                5, "filesystem?fencing=NONE", Role.BACKEND, List.of(80.0), TIMES, 0.05, null),
            new HandOffScore(5, "FairFileLock", Role.FLOOR, List.of(40.0), TIMES, 0.0, null)),
        List.of(new WaitersScore("inmemory", List.of(3e5), List.of(240.0), 0, null)));
  }

  private static List<String> row(String title, String... beginning) {
    return new Tables(results())
        .all().stream()
            .filter(table -> table.title().equals(title))
            .flatMap(table -> table.rows().stream())
            .filter(row -> row.containsAll(List.of(beginning)))
            .findFirst()
            .orElseThrow();
  }

  @Test
  void comparesWithTheFloorAndWithTheBestPeerThatExcludes() {
    List<String> row = row("Within one JVM", "inmemory", "4");
    assertEquals("2.00 (2.00 to 2.00)", row.get(3));
    assertEquals("0.50 (0.50 to 0.50) SpringDefault", row.get(4));
  }

  @Test
  void aBrokenLockGetsNoRatioHoweverFastItIs() {
    List<String> row = row("Within one JVM", "com.acme.<Fast>");
    assertEquals("BROKEN: 7 overlaps seen", row.get(3));
    assertEquals("-", row.get(4));
    assertEquals(
        "BROKEN: 9 overlaps seen", row("Several processes, one mutex", "MavenFileDefault").get(2));
  }

  @Test
  void aTargetIsMetMissedOrUnknown() {
    List<Targets.Row> rows = Targets.of(results());
    assertEquals(
        List.of(
            "MISSED 4.00 (4.00 to 4.00)", // 3 times ReentrantLock's time
            "MET 48", // bytes
            "MET 2.00 (2.00 to 2.00)", // a fair lock, 4 threads
            "UNKNOWN -", // readers
            "UNKNOWN -", // tryLock
            "UNKNOWN -", // with tokens
            "UNKNOWN -", // 8 threads
            "MET 20.0 (20.0 to 20.0)", // Maven Resolver
            "MET 0.80 (0.80 to 0.80)", // fairness
            "MET 20.0", // waits
            "MISSED 2.00 (2.00 to 2.00)", // hand-off
            "MISSED 5.00", // of a core
            "MET 0", // threads
            "MET 240", // bytes
            "MET 300000"), // grants
        rows.stream().map(row -> row.outcome() + " " + row.measured()).toList());
    assertTrue(
        rows.stream()
            .filter(row -> row.outcome() == Outcome.MISSED && row.what().startsWith("hand-off"))
            .noneMatch(row -> row.remark().isEmpty()),
        "a reason that is known is missing");
  }

  @Test
  void thePageShowsAllAndEscapesNames() {
    String page = Page.render(results());
    assertTrue(page.contains("com.acme.&lt;Fast&gt;"), "the name is missing");
    assertFalse(page.contains("<Fast>"), "the name was not escaped");
    assertTrue(page.contains("<td class=\"broken\">BROKEN: 7 overlaps seen</td>"));
    assertTrue(page.contains("new Chart(document.getElementById('plot0')"), "there is no plot");
  }

  @Test
  void plotsLeaveOutWhatIsBroken() {
    for (Plot plot : new Plots(results()).all()) {
      assertFalse(plot.configuration().contains("Fast"), plot.title());
      assertFalse(plot.configuration().contains("MavenFileDefault"), plot.title());
    }
  }

  @Test
  void markdownHasRatiosFirstAndTheMachine() {
    String text = Output.markdown(results());
    assertTrue(text.indexOf("## Targets") < text.indexOf("## Within one JVM"));
    assertTrue(text.contains("| date | 2001-02-03 |"));
    assertTrue(text.contains("| command | `java -jar x` |"));
  }
}
