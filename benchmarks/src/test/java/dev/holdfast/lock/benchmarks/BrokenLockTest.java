package dev.holdfast.lock.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.benchmarks.CrowdRun.CrowdScore;
import dev.holdfast.lock.benchmarks.JmhRun.Heat;
import dev.holdfast.lock.tck.cli.BackendLoader;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lock that does not exclude is found out, however fast it is; one that does is not accused. */
class BrokenLockTest {

  private static final String BROKEN = OpenDoorBackend.class.getName();

  private final Progress silent = new Progress(new PrintWriter(Writer.nullWriter()));
  @TempDir private Path directory;

  private List<Contender> contenders(String... names) {
    var contenders = new Contenders(BackendLoader.of(List.of()), Map.of(), directory);
    return Stream.of(names).map(contenders::find).toList();
  }

  @Test
  void withinOneJvm() {
    var heat =
        new Heat(Workload.NAMES_64, 4, contenders(BROKEN, Rival.FAIR_REENTRANT_LOCK.label()));
    List<Score> scores = new JmhRun(Profile.QUICK, List.of(), Map.of(), silent).run(heat);
    Score broken = scores.get(0);
    Score sound = scores.get(1);
    assertTrue(broken.isBroken(), () -> "not noticed: " + broken);
    assertTrue(sound.isSound(), () -> "accused: " + sound);
    assertTrue(Results.ratio(broken, sound).isEmpty(), "compared although it is broken");
  }

  @Test
  void betweenProcesses() throws Exception {
    List<CrowdScore> scores =
        new CrowdRun(2, 2, Profile.QUICK, silent)
            .run(contenders(BROKEN, Rival.FAIR_FILE_LOCK.label()));
    CrowdScore broken = scores.get(0);
    CrowdScore sound = scores.get(1);
    assertTrue(broken.overlaps() > 0, () -> "not noticed: " + broken);
    assertEquals(null, broken.failure());
    assertTrue(sound.isSound(), () -> "accused: " + sound);
    assertTrue(Results.ratio(broken, sound).isEmpty(), "compared although it is broken");
  }
}
