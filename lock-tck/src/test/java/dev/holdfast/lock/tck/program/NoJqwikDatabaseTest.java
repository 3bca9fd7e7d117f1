package dev.holdfast.lock.tck.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** What jqwik's engine leaves behind in the working directory of a run that has no need of it. */
@Timeout(60)
class NoJqwikDatabaseTest {

  private static final String DATABASE = ".jqwik-database";

  @TempDir Path directory;

  /** A vendor's test. */
  static final class Vendor {
    @Test
    void passes() {
      assertTrue(true);
    }
  }

  /** Runs the vendor's test with all engines of the class path, as build tools do. */
  static final class Main {
    public static void main(String[] args) {
      LauncherDiscoveryRequest request =
          LauncherDiscoveryRequestBuilder.request()
              .selectors(DiscoverySelectors.selectClass(Vendor.class))
              .build();
      SummaryGeneratingListener summary = new SummaryGeneratingListener();
      try (LauncherSession session = LauncherFactory.openSession()) {
        session.getLauncher().execute(request, summary);
      }
      boolean passed = summary.getSummary().getTestsSucceededCount() == 1;
      System.exit(passed ? 0 : 1);
    }
  }

  @Test
  void aRunLeavesNothingBehind() throws Exception {
    run();
    assertEquals(List.of(), left());
  }

  @Test
  void whoSetsThePropertyKeepsTheDatabase() throws Exception {
    run("-D" + NoJqwikDatabase.PROPERTY + "=" + DATABASE);
    assertEquals(List.of(DATABASE), left());
  }

  private List<String> left() throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private void run(String... options) throws Exception {
    Path output = Files.createTempFile("vendor", ".txt");
    List<String> command =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                Stream.of(options),
                Stream.of("-cp", System.getProperty("java.class.path"), Main.class.getName()))
            .flatMap(part -> part)
            .toList();
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(50, TimeUnit.SECONDS), "the run has not ended");
      assertEquals(0, process.exitValue(), Files.readString(output));
    } finally {
      Process unused = process.destroyForcibly();
      Files.delete(output);
    }
  }
}
