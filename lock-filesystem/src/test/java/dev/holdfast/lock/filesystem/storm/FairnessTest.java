package dev.holdfast.lock.filesystem.storm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nobody is starved by other processes. How even it is depends on the load of the machine, so the
 * bounds are wide unless the system property {@code fairness.strict} is true; {@code
 * fairness.seconds} tells how long each takes.
 */
class FairnessTest {

  private static final boolean STRICT = Boolean.getBoolean("fairness.strict");
  private static final int LONGEST_WAIT_MILLIS = STRICT ? 100 : 500;
  private static final double LEAST_EVENNESS = STRICT ? 0.7 : 0.3;
  private static final int MANY = 10;
  private static final int SHORT = 1_000;
  private static final int LONG = 10_000;

  @TempDir Path directory;

  private Outcome storm(Stream<Crew> crews) throws Exception {
    Duration duration = Duration.ofSeconds(Long.getLong("fairness.seconds", 5));
    Outcome outcome =
        Storm.run(
            directory, new Scenario(Backend.FILES, crews.toList(), duration, 0, System.nanoTime()));
    System.out.println(outcome);
    assertTrue(outcome.isClean(), outcome::toString);
    return outcome;
  }

  @Test
  void processesGetAMutexEquallyOftenAndSoon() throws Exception {
    List<Crew> crews = Collections.nCopies(3, Crew.patient(Primitive.MUTEX, 4, LockMode.WRITE));
    Outcome outcome = storm(crews.stream());
    Waits waits = outcome.waits(LockMode.WRITE);
    assertTrue(outcome.evenness() >= LEAST_EVENNESS, () -> "a process was left behind: " + outcome);
    assertTrue(waits.p99Millis() <= LONGEST_WAIT_MILLIS, () -> "some waited for long: " + outcome);
  }

  @Test
  void overlappingReadersDoNotKeepAWriterOut() throws Exception {
    Crew readers = Crew.patient(Primitive.READER_WRITER, 2, LockMode.READ).holding(SHORT, LONG);
    Crew writer =
        Crew.patient(Primitive.READER_WRITER, 1, LockMode.WRITE).holding(0, SHORT).pausing(LONG);
    Outcome outcome = storm(Stream.of(readers, readers, readers, readers, writer));
    assertSoonAndOften(LockMode.WRITE, outcome);
  }

  @Test
  void aStreamOfWritersDoesNotKeepAReaderOut() throws Exception {
    Crew writers = Crew.patient(Primitive.READER_WRITER, 2, LockMode.WRITE);
    Crew reader =
        Crew.patient(Primitive.READER_WRITER, 1, LockMode.READ).holding(0, SHORT).pausing(LONG);
    Outcome outcome = storm(Stream.of(writers, writers, reader));
    assertSoonAndOften(LockMode.READ, outcome);
  }

  private static void assertSoonAndOften(LockMode mode, Outcome outcome) {
    Waits waits = outcome.waits(mode);
    System.out.printf("  %s: %d times, %s%n", mode, waits.count(), waits);
    assertTrue(
        waits.count() >= MANY && waits.medianMillis() <= LONGEST_WAIT_MILLIS,
        () -> mode + " was kept out, " + waits.count() + " grants, " + waits + ": " + outcome);
  }
}
