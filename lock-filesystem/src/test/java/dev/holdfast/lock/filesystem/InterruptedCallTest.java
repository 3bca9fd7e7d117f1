package dev.holdfast.lock.filesystem;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Signals interrupt the system calls that lock and unlock. On local files no signal comes in time
 * to do so, but those on servers may be waiting; so a library that is loaded before all others
 * plays the signals.
 */
@EnabledOnOs(OS.LINUX)
class InterruptedCallTest {

  private static final long MILLIS = 1_000;

  @RegisterExtension final Others others = new Others();
  @TempDir Path temporary;
  private Path directory;
  private Path library;
  private Path log;

  @BeforeEach
  void build() throws Exception {
    directory = Files.createDirectory(temporary.resolve("locks"));
    library = temporary.resolve("interrupted.so");
    log = temporary.resolve("log");
    Path source = temporary.resolve("interrupted.c");
    try (var given = InterruptedCallTest.class.getResourceAsStream("/interrupted.c")) {
      assertTrue(given != null, "The source of the library is missing.");
      assertTrue(Files.copy(given, source) > 0);
    }
    assumeTrue(
        compiles(source), "There is no C compiler here, so no system call can be interrupted.");
  }

  private boolean compiles(Path source) throws InterruptedException {
    try {
      Process compiler =
          new ProcessBuilder(
                  "gcc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
              .inheritIO()
              .start();
      return compiler.waitFor(60, SECONDS) && compiler.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Which calls are interrupted, and what is contended for. */
  @ParameterizedTest
  @CsvSource({"l, mutex", "l, permit", "lu, mutex", "lu, write"})
  void neitherGrantNorKeepALock(String types, String form) throws Exception {
    Map<String, String> environment =
        Map.of(
            "LD_PRELOAD", library.toString(),
            "INTERRUPTED_TYPES", types,
            "INTERRUPTED_LOG", log.toString());
    List<NeighbourProcess> contenders = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      contenders.add(NeighbourProcess.start(others, directory, environment));
    }
    String command = "contend " + form + " orders " + MILLIS + " " + temporary.resolve("witness");
    contenders.forEach(contender -> contender.tell(command));
    List<Integer> grants = new ArrayList<>();
    for (NeighbourProcess contender : contenders) {
      String answer = contender.answer(command);
      assertTrue(answer.endsWith(" 0"), () -> "Inside, and so often not alone: " + answer);
      grants.add(Integer.parseInt(answer.split(" ", -1)[0]));
    }
    long interrupted = Files.exists(log) ? Files.size(log) : 0;
    assertTrue(interrupted > 20, () -> "Only " + interrupted + " calls were interrupted.");
    assertTrue(grants.stream().allMatch(n -> n > 10), () -> "Too little to tell: " + grants);
    for (NeighbourProcess contender : contenders) {
      contender.gets(form, "orders", "It was not released.");
      assertEquals("0", contender.ask("files"), "A file is left open.");
    }
    System.out.printf(
        "%d interrupted calls (%s, %s), %s grants, no overlap%n", interrupted, types, form, grants);
  }
}
