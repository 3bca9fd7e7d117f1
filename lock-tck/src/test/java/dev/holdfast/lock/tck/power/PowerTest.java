package dev.holdfast.lock.tck.power;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command that measures the kit and writes {@code POWER.md}. It does what is not in the journal
 * yet, so that the work of hours can be done in pieces. Settings are system properties:
 *
 * <ul>
 *   <li>{@value #TIME}: begin no further run after so long, such as {@code PT8H}
 *   <li>{@value #SEEDS}: how many seeds, 5 by default
 *   <li>{@value #JOURNAL}: the journal, {@code target/power.jsonl} by default
 *   <li>{@value #PARTS}: the {@linkplain Part parts} to do, all by default
 * </ul>
 */
class PowerTest {

  private static final String TIME = "lock.tck.power.time";
  private static final String SEEDS = "lock.tck.power.seeds";
  private static final String JOURNAL = "lock.tck.power.journal";
  private static final String PARTS = "lock.tck.power.parts";

  private static final Path MODULE = Path.of(System.getProperty("basedir", ".")).toAbsolutePath();

  @TempDir private Path scratch = Path.of("");

  @Test
  @EnabledIfSystemProperty(named = TIME, matches = "PT.*")
  void measure() throws Exception {
    Journal journal =
        new Journal(
            Path.of(System.getProperty(JOURNAL, MODULE.resolve("target/power.jsonl").toString())));
    Duration time = Duration.parse(System.getProperty(TIME));
    Set<Plan> done = journal.read().stream().map(Outcome::plan).collect(Collectors.toSet());
    String parts = System.getProperty(PARTS, List.of(Part.values()).toString());
    List<Plan> plans =
        LongStream.rangeClosed(1, Long.getLong(SEEDS, 5))
            .boxed()
            .flatMap(seed -> Plan.of(seed).stream())
            .filter(plan -> !done.contains(plan) && parts.contains(plan.part().name()))
            .toList();
    Laboratory laboratory = new Laboratory(journal, scratch);
    long began = System.nanoTime();
    int number = 0;
    for (Plan plan : plans) {
      if (System.nanoTime() - began > time.toNanos()) {
        break;
      }
      System.out.printf("%d of %d: %s%n", ++number, plans.size(), plan);
      laboratory.perform(plan);
    }
    List<Outcome> outcomes = journal.read();
    assertTrue(!outcomes.isEmpty(), "nothing has run");
    var unused = Files.writeString(MODULE.resolve("POWER.md"), new PowerBook(outcomes).markdown());
  }
}
