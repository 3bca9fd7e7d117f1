package dev.holdfast.lock.tck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class VerifyVolumeCommandTest {

  private static final String FORWARDING = "--enable-lock-forwarding";

  @TempDir Path temporary;

  private final Shell shell = new Shell(Map.of());

  private Path make(String name) throws IOException {
    return Files.createDirectories(temporary.resolve(name));
  }

  private static void assertEmpty(Path directory) throws IOException {
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(List.of(), left.toList(), "was left behind");
    }
  }

  @Test
  void theDiskOfThisMachineIsSafe() throws Exception {
    Path directory = make("locks");
    Path out = temporary.resolve("report");
    int code =
        shell.run(
            "verify-volume", directory.toString(), "--duration", "3s", "--out", out.toString());
    assertEquals(0, code, () -> shell.out() + shell.err());
    assertTrue(shell.out().startsWith("SAFE: "), shell::out);
    assertEmpty(directory);
    var json = new ObjectMapper().readTree(out.resolve("report.json").toFile());
    json.get("findings")
        .forEach(finding -> assertEquals("WORKS", finding.get("outcome").asText(), json::toString));
    assertTrue(Files.readString(out.resolve("report.html")).contains("SAFE"));
  }

  @Test
  void differentDirectoriesAreToldApart() throws Exception {
    Path one = make("one");
    Path other = make("other");
    int code = shell.run("verify-volume", one.toString(), other.toString(), "--duration", "1s");
    assertEquals(2, code, shell::err);
    assertTrue(
        shell.out().replaceAll("\\s+", " ").contains("these are different volumes"), shell::out);
    assertEmpty(one);
    assertEmpty(other);
  }

  @Test
  void aMissingDirectoryIsNamed() {
    Path missing = temporary.resolve("missing");
    assertEquals(64, shell.run("verify-volume", missing.toString()), shell::err);
    assertTrue(shell.err().contains("There is no directory " + missing), shell::err);
  }

  @Test
  void theCommandLineIsChecked() {
    assertEquals(64, shell.run("verify-volume"), shell::err);
    assertEquals(64, shell.run("verify-volume", ".", "--processes", "1"), shell::err);
    assertEquals(64, shell.run("verify-volume", ".", "--duration", "soon"), shell::err);
    assertEquals(64, shell.run("verify-volume", ".", "--witness", "nowhere"), shell::err);
    assertEquals(64, shell.run("witness", "--listen", "127.0.0.1:0"), shell::err);
    assertTrue(shell.err().contains("HOLDFAST_WITNESS_SECRET is not set"), shell::err);
  }

  @Test
  void aVolumeThatGrantsLocksToEverybodyIsUnsafeAndTwoHoldersAreShown() throws Exception {
    View.assumePossible();
    Path source = make("source");
    try (var a = View.mount(source, make("a"));
        var b = View.mount(source, make("b"))) {
      int code = shell.run("verify-volume", a.toString(), b.toString());
      assertEquals(1, code, () -> shell.out() + shell.err());
      assertTrue(shell.out().contains("through " + a + ") is granted byte 0"), shell::out);
      assertTrue(shell.out().contains("through " + b + ") is GRANTED byte 0"), shell::out);
    }
    assertEmpty(source);
  }

  @Test
  void twoViewsThatForwardLocksAndCacheNothingAreSafe() throws Exception {
    View.assumePossible();
    Path source = make("source");
    String[] options = {"--multithreaded", FORWARDING, "-o", View.UNCACHED};
    try (var a = View.mount(source, make("a"), options);
        var b = View.mount(source, make("b"), options)) {
      // One process for each, since bindfs does not tell those of one mount apart.
      int code =
          shell.run(
              "verify-volume", a.toString(), b.toString(), "--processes", "2", "--duration", "4s");
      assertEquals(0, code, () -> shell.out() + shell.err());
      assertTrue(shell.out().contains("through all 2 mounts"), shell::out);
    }
    assertEmpty(source);
  }

  @Test
  void whatIsReadFromACacheUnderTheLockIsUnsafe() throws Exception {
    View.assumePossible();
    Path source = make("source");
    String[] options = {"--multithreaded", FORWARDING};
    try (var a = View.mount(source, make("a"), options);
        var b = View.mount(source, make("b"), options)) {
      int code =
          shell.run(
              "verify-volume", a.toString(), b.toString(), "--processes", "2", "--duration", "3s");
      assertEquals(1, code, () -> shell.out() + shell.err());
      assertTrue(shell.out().contains("Locks exclude, but do not keep data"), shell::out);
      assertTrue(shell.out().contains("is the next to get the lock, and reads"), shell::out);
    }
  }

  @Test
  void aVolumeThatDoesNotAnswerHangsNobody() throws Exception {
    View.assumePossible();
    Path source = make("source");
    try (var view = View.mount(source, make("a"))) {
      view.halt();
      int code = shell.run("verify-volume", view.toString());
      assertEquals(2, code, shell::err);
      assertTrue(shell.err().contains("The volume does not answer"), shell::err);
    }
  }
}
