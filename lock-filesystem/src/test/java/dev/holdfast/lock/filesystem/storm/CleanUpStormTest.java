package dev.holdfast.lock.filesystem.storm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.filesystem.FileSystemLocks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes use a lock while its file is deleted again and again, as soon as nobody holds it. */
class CleanUpStormTest {

  private static final Duration DURATION = Duration.ofSeconds(3);
  private static final int PROCESSES = 3;
  private static final int LONGEST_HOLD = 300;
  private static final int LONGEST_PAUSE = 5_000;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"mutex", "rw", "upgradeable", "semaphore:2"})
  void cleaningUpLetsNobodyIn(String primitive) throws Exception {
    Crew stormy = Crew.named(primitive);
    Crew crew =
        new Crew(stormy.primitive(), 1, stormy.modes(), false, 0, LONGEST_HOLD, LONGEST_PAUSE);
    Path lockFiles = WorkerProcess.lockDirectory(directory);
    Files.createDirectories(lockFiles);
    CompletableFuture<Outcome> storm =
        CompletableFuture.supplyAsync(
            () -> rage(Scenario.of(Backend.FILES, PROCESSES, crew, DURATION, 0)));
    int deleted = 0;
    int rounds = 0;
    try (FileSystemLocks cleaner = FileSystemLocks.in(lockFiles)) {
      while (!storm.isDone()) {
        deleted += cleaner.cleanUp(Duration.ZERO);
        rounds++;
      }
    }
    Outcome outcome = storm.join();
    System.out.printf("%s; deleted %d times in %d rounds%n", outcome, deleted, rounds);
    assertTrue(outcome.isClean(), outcome::toString);
    int cleaned = deleted;
    assertTrue(deleted > 10, () -> "too little to tell: deleted " + cleaned + " times");
    assertTrue(outcome.holds().size() > 100, () -> "too little to tell: " + outcome);
  }

  private Outcome rage(Scenario scenario) {
    try {
      return Storm.run(directory, scenario);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
