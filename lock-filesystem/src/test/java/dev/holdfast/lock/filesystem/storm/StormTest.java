package dev.holdfast.lock.filesystem.storm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Four processes of four threads each on one lock, some of which are killed: nobody is inside
 * beside somebody else, tokens increase, and nothing stays behind. The system properties {@code
 * storm.seconds} and {@code storm.kills} make it longer.
 */
class StormTest {

  private static final int PROCESSES = 4;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"mutex", "rw", "upgradeable", "semaphore:3"})
  void aStormLeavesTheLockSound(String primitive) throws Exception {
    Duration duration = Duration.ofSeconds(Long.getLong("storm.seconds", 4));
    int kills = Integer.getInteger("storm.kills", 6);
    Outcome outcome =
        Storm.run(
            directory,
            Scenario.of(Backend.FILES, PROCESSES, Crew.named(primitive), duration, kills));
    System.out.println(outcome);
    assertTrue(outcome.isClean(), outcome::toString);
    assertTrue(outcome.kills() > kills / 2, () -> "too few could be killed: " + outcome);
    assertTrue(outcome.acquisitionCount() > 50, () -> "too little to tell: " + outcome);
  }
}
