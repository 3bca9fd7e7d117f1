package dev.holdfast.lock.tck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ReplayCommandTest {

  private static final String CLIENT =
      """
      {"sibling":false,"commands":[
        {"do":"TRY_TIMED","lock":0,"mode":"WRITE","slot":0,"micros":100},
        {"do":"SPIN","micros":50},
        {"do":"CLOSE","slot":0}]}""";

  @TempDir Path directory;
  private final Shell shell = new Shell(Map.of());
  private String file = "";

  @BeforeEach
  void store() throws Exception {
    file = store("program.json", "MUTEX", CLIENT + "," + CLIENT);
  }

  private String store(String name, String primitive, String clients) throws Exception {
    Path path = directory.resolve(name);
    Files.writeString(
        path,
        "{\"kind\":\"lock-tck program\",\"format\":1,\"locks\":[{\"primitive\":\"%s\"}],\"clients\":[%s]}"
            .formatted(primitive, clients));
    return path.toString();
  }

  @Test
  void aProgramThatDoesNotFailEndsWith0() {
    assertEquals(0, run("inmemory", "--runs", "50", "--seed", "1"), shell::err);
    assertEquals("The program did not fail in 50 runs.", shell.out().strip());
  }

  @Test
  void aProgramThatFailsEndsWith1AndIsShown() {
    assertEquals(1, run(OpenDoorBackend.class.getName(), "--runs", "50"), shell::err);
    assertTrue(shell.out().startsWith("The program fails: "), shell::out);
    assertTrue(shell.out().contains("were both definitely held for"), shell::out);
    assertTrue(
        shell
            .out()
            .matches("(?s).*Broken is MUT-01, by this program, which fails \\d+ of 50 runs:.*"),
        shell::out);
    assertTrue(shell.out().contains("s0 = a.tryAcquire(100 us)"), shell::out);
  }

  @Test
  void aProgramOfOneClientIsComparedWithTheModel() throws Exception {
    file = store("chain.json", "MUTEX", CLIENT);
    assertEquals(0, run("inmemory", "--runs", "5"), shell::err);
    assertEquals(1, run(OpenDoorBackend.class.getName(), "--runs", "5"), shell::err);
    assertTrue(shell.out().contains("A chain of 3 commands of one client broke at"), shell::out);
  }

  @Test
  void aBackendThatCannotRunItEndsWith2() throws Exception {
    file = store("semaphore.json", "SEMAPHORE", CLIENT);
    assertEquals(2, run(OpenDoorBackend.class.getName()), shell::err);
    assertTrue(
        shell.out().contains("does not offer what the program uses: [semaphore]"), shell::out);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --backend inmemory --runs 0       | --runs is 0, but has to be from 1 to 10000000
          --backend nosuch                  | There is no backend 'nosuch'
          --runs 5                          | Missing required option: '--backend
          """)
  void badUsageEndsWith64(String line, String message) {
    String[] args = ("replay " + file + " " + line).split(" ", -1);
    assertEquals(64, shell.run(args), shell::out);
    assertTrue(shell.err().contains(message), shell::err);
  }

  @Test
  void aFileThatIsNoProgramEndsWith64() throws Exception {
    file = directory.resolve("missing.json").toString();
    assertEquals(64, run("inmemory"));
    assertTrue(shell.err().contains("There is no file '" + file + "'"), shell::err);
    file = store("wrong.json", "MUTEXX", CLIENT);
    assertEquals(64, run("inmemory"));
    assertTrue(shell.err().contains("'" + file + "': Lock 1 has \"MUTEXX\""), shell::err);
  }

  private int run(String backend, String... more) {
    String[] args = new String[more.length + 4];
    args[0] = "replay";
    args[1] = file;
    args[2] = "--backend";
    args[3] = backend;
    System.arraycopy(more, 0, args, 4, more.length);
    return shell.run(args);
  }
}
