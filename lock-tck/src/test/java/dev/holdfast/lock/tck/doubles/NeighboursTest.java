package dev.holdfast.lock.tck.doubles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Profile;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.Verdict;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit finds the defects for which locks of others are known. */
class NeighboursTest {

  /** Two handles of two processes. */
  private static final Pattern TWO_HOLDERS =
      Pattern.compile("pid (\\d+)\\b(?s:.*)pid (?!\\1\\b)\\d+\\b(?s:.*)definitely held");

  @TempDir Path directory;

  @Test
  void aLateUnlockOfShedLockReleasesTheLockOfTheNext() throws Exception {
    RuleResult result =
        NeighbourRun.run(BackendUnderTest.of(ShedLockBackend.class), "HDL-10", Profile.SMOKE);
    assertEquals(Verdict.FAIL, result.verdict(), result::message);
    assertTrue(
        result.message().contains("was granted while")
            && result.message().contains("which had lost it by expireLease, was closed"),
        result::message);
  }

  @Test
  void twoProcessesHoldAFileLockOfMavenResolverAtOnce() throws Exception {
    // It ends at the first proof; on a loaded machine that may take more than the shortest profile.
    String result = runAlone(Profile.STANDARD, "directory=" + directory);
    assertTrue(result.startsWith("FAIL"), result);
    assertTrue(TWO_HOLDERS.matcher(result).find(), result);
  }

  @Test
  void theyDoNotIfItKeepsItsLockFiles() throws Exception {
    String result = runAlone(Profile.SMOKE, "directory=" + directory, "deleteLockFiles=false");
    assertTrue(result.startsWith("PASS"), result);
  }

  /** What MUT-04 finds; Maven Resolver reads its switch once a JVM. */
  private String runAlone(Profile profile, String... config)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                System.getProperty("java.class.path"),
                NeighbourRun.class.getName(),
                MavenResolverBackend.class.getName(),
                "MUT-04",
                profile.name()));
    command.addAll(List.of(config));
    Path said = directory.resolve("said");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(said.toFile())
            .redirectError(Redirect.DISCARD)
            .start();
    try {
      assertTrue(process.waitFor(3, TimeUnit.MINUTES), "the run does not end");
      return Files.readString(said, StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
