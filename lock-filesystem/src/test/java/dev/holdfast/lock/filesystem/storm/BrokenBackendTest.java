package dev.holdfast.lock.filesystem.storm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockMode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A storm finds out a backend that is broken, and has nothing to say against one that is not. */
class BrokenBackendTest {

  private static final Duration BRIEFLY = Duration.ofSeconds(1);

  @TempDir Path directory;

  private Outcome storm(int processes, Crew crew, Duration duration, int kills) throws Exception {
    return Storm.run(directory, Scenario.of(Backend.ONE_PROCESS, processes, crew, duration, kills));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mutex", "rw", "upgradeable", "semaphore:3"})
  void locksOfOneProcessAreSoundInOne(String primitive) throws Exception {
    Outcome outcome = storm(1, Crew.named(primitive), BRIEFLY, 0);
    assertTrue(outcome.isClean(), outcome::toString);
    assertTrue(outcome.acquisitionCount() > 20, () -> "too little to tell: " + outcome);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mutex", "rw", "upgradeable", "semaphore:3"})
  void locksOfOneProcessAreFoundOutInThree(String primitive) throws Exception {
    Outcome outcome = storm(3, Crew.named(primitive), BRIEFLY, 0);
    assertTrue(outcome.meetings() > 0, () -> "the witness was blind: " + outcome);
    assertTrue(outcome.verdict().overlaps() > 0, () -> "the histories were blind: " + outcome);
    assertFalse(outcome.isClean(), outcome::toString);
  }

  @Test
  void tokensThatStartAnewAfterADeathAreFoundOut() throws Exception {
    Outcome outcome = storm(1, Crew.ofMutex(), BRIEFLY.multipliedBy(3), 3);
    assertTrue(outcome.kills() > 0, () -> "nobody died: " + outcome);
    assertEquals(0, outcome.meetings(), () -> "the dead were met: " + outcome);
    assertEquals(0, outcome.verdict().overlaps(), () -> "the dead were not excused: " + outcome);
    assertTrue(outcome.verdict().tokenFaults() > 0, () -> "tokens were not compared: " + outcome);
  }

  @Test
  void aProcessThatFailsIsAProblem() throws Exception {
    Outcome outcome =
        storm(1, Crew.patient(Primitive.READER_WRITER, 1, LockMode.PERMIT), BRIEFLY, 0);
    assertFalse(outcome.isClean(), outcome::toString);
    assertTrue(
        outcome.problems().get(0).contains("IllegalArgumentException"),
        () -> "the failure is not told: " + outcome);
  }
}
