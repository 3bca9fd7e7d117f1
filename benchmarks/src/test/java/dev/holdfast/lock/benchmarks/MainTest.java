package dev.holdfast.lock.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path directory;

  private int run(String... args) {
    return Main.execute(new PrintWriter(out), new PrintWriter(err), args);
  }

  @Test
  void helpTellsTheOptions() {
    assertEquals(RunCommand.MEASURED, run("--help"));
    assertTrue(out.toString().contains("--backend-path"), out::toString);
  }

  @Test
  void aBackendThatIsNotThereIsNamed() {
    assertEquals(
        RunCommand.USAGE, run("--backend", "com.acme.Nothing", "--out", directory.toString()));
    assertTrue(err.toString().contains("There is no backend 'com.acme.Nothing'"), err::toString);
  }

  @Test
  void aPathThatIsNotThereIsNamed() {
    assertEquals(
        RunCommand.USAGE, run("--backend-path", "nothing.jar", "--out", directory.toString()));
    assertTrue(err.toString().contains("nothing.jar"), err::toString);
  }

  @Test
  void anUnknownWorkloadIsNamed() {
    assertEquals(RunCommand.USAGE, run("--workload", "SLEEP", "--out", directory.toString()));
    assertTrue(err.toString().contains("SLEEP"), err::toString);
  }
}
