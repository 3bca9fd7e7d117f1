package dev.holdfast.lock.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.benchmarks.Contender.Reach;
import dev.holdfast.lock.benchmarks.Contender.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardTest {

  @TempDir private Path directory;

  private static Score score(
      String contender, Role role, List<Double> rates, @Nullable Long overlaps) {
    return new Score(
        Workload.CONTENDED,
        4,
        contender,
        role,
        Reach.JVM,
        rates,
        List.of(90.0, 88.0),
        null,
        overlaps,
        null);
  }

  private static Results results(@Nullable Long overlaps) {
    return new Results(
        new Machine("", "", "", "", "", "", ""),
        List.of(
            score("inmemory", Role.BACKEND, List.of(1.0, 3.0), overlaps),
            score("FairReentrantLock", Role.FLOOR, List.of(2.0, 2.0), 0L)),
        List.of(),
        List.of(),
        List.of());
  }

  private Guard guard(String bounds) throws IOException {
    return Guard.read(Files.writeString(directory.resolve("guard.json"), bounds));
  }

  private static String bound(String rest) {
    return "[{\"workload\": \"CONTENDED\", \"threads\": 4, \"contender\": \"inmemory\", %s}]"
        .formatted(rest);
  }

  @Test
  void theBestRoundHasToKeepTheBound() throws Exception {
    assertEquals(
        List.of(),
        guard(bound("\"leastOfFloor\": 1.5, \"mostBytes\": 88")).violations(results(0L)));
    assertEquals(
        List.of(
            "CONTENDED, 4 threads, inmemory: 1.00 (0.50 to 1.50) of the floor's turns, but it has"
                + " to be 1.60."),
        guard(bound("\"leastOfFloor\": 1.6")).violations(results(0L)));
    assertEquals(
        List.of(
            "CONTENDED, 4 threads, inmemory: 88 bytes are allocated for a turn, but it may be 80."),
        guard(bound("\"mostBytes\": 80")).violations(results(0L)));
  }

  @Test
  void whatIsBrokenOrMissingKeepsNoBound() throws Exception {
    Guard guard = guard(bound("\"mostBytes\": 1000"));
    List<String> lacking = List.of("CONTENDED, 4 threads, inmemory: not measured, or broken.");
    assertEquals(lacking, guard.violations(results(1L)));
    assertEquals(
        lacking,
        guard.violations(
            new Results(
                new Machine("", "", "", "", "", "", ""),
                List.of(),
                List.of(),
                List.of(),
                List.of())));
  }

  @Test
  void tellsWhatToMeasure() throws Exception {
    Guard guard = guard(bound("\"mostBytes\": 1000"));
    assertEquals(EnumSet.of(Workload.CONTENDED), guard.workloads());
    assertEquals(List.of("inmemory"), guard.contenders());
  }

  @Test
  void saysWhatIsWrongWithAFile() {
    for (String wrong : List.of("{", bound("\"most\": 1"), "[{}]")) {
      var thrown = assertThrows(IllegalArgumentException.class, () -> guard(wrong));
      assertTrue(String.valueOf(thrown.getMessage()).contains("guard.json"), thrown::toString);
    }
  }

  @Test
  void theBoundsOfThisLibraryCanBeRead() {
    Guard guard = Guard.read(Path.of(System.getProperty("basedir", "../benchmarks"), "guard.json"));
    assertTrue(guard.contenders().contains("inmemory"), guard::toString);
  }
}
