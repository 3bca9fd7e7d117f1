package dev.holdfast.lock.tck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.Profile;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertifyCommandTest {

  private static final String BACKEND = InMemoryBackend.class.getName();

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "PASS, PASS, 0",
    "PASS, NOT_APPLICABLE, 0",
    "PASS, FAIL, 1",
    "INCONCLUSIVE, FAIL, 1",
    "PASS, WAIVED, 1",
    "PASS, INCONCLUSIVE, 2",
    "PASS, HARNESS_ERROR, 2",
    "NOT_APPLICABLE, NOT_APPLICABLE, 2",
  })
  void theExitCodeTellsTheOutcome(Verdict first, Verdict second, int code) {
    var shell = new Shell(Map.of("AAA-01", first, "AAA-02", second));
    assertEquals(code, shell.run("certify", "inmemory"), shell::err);
  }

  @ParameterizedTest
  @CsvSource({"AAA-01, 0", "aaa-01, 0", "AAA-02, 1", "AAA-03, 2"})
  void theExitCodeTellsTheOutcomeOfTheSelectedRules(String rule, int code) {
    var shell =
        new Shell(
            Map.of(
                "AAA-01", Verdict.PASS, "AAA-02", Verdict.FAIL, "AAA-03", Verdict.HARNESS_ERROR));
    assertEquals(code, shell.run("certify", "inmemory", "--rule", rule), shell::err);
    assertFalse(shell.out().startsWith("CERTIFIED"), shell::out);
  }

  @Test
  void theOptionsReachTheRun() throws Exception {
    Path waivers = Files.writeString(directory.resolve("waivers.json"), "[]");
    var shell = new Shell(Map.of("AAA-01", Verdict.PASS));
    int code =
        shell.run(
            "certify",
            BACKEND,
            "--config",
            "url=jdbc:x?a=b",
            "--config=user=tck",
            "--backend-path",
            directory.toString(),
            "--profile",
            "Standard",
            "--seed",
            "-7",
            "--time-scale",
            "2.5",
            "--waivers",
            waivers.toString(),
            "--capability",
            "fencing",
            "--capability",
            "FIFO",
            "--bound",
            "crash-release=12s",
            "--bound",
            "bypass=7",
            "--rule",
            "AAA-01");
    assertEquals(0, code, shell::err);
    var backend = shell.backends.get(0);
    assertEquals(InMemoryBackend.class, backend.factory());
    assertEquals(Map.of("url", "jdbc:x?a=b", "user", "tck"), backend.config());
    assertEquals(Set.of(Capability.FENCING, Capability.FIFO), backend.capabilities());
    assertEquals(waivers, backend.waivers().orElseThrow());
    assertEquals(Duration.ofSeconds(12), backend.bounds().crashRelease());
    assertEquals(7, backend.bounds().bypass());
    RunOptions options = shell.options.get(0);
    assertEquals(Profile.STANDARD, options.profile());
    assertEquals(-7, options.seed());
    assertEquals(2.5, options.timeScale());
    assertEquals(Set.of("AAA-01"), options.rules());
  }

  @Test
  void whatTheFactoryDeclaresIsTheDefault() {
    var shell = new Shell(Map.of("AAA-01", Verdict.PASS));
    assertEquals(0, shell.run("certify", "inmemory"), shell::err);
    assertEquals(new InMemoryBackend().capabilities(), shell.backends.get(0).capabilities());
  }

  @Test
  void theVerdictsAreShownAndWritten() throws Exception {
    Path out = directory.resolve("new/report");
    var shell = new Shell(Map.of("AAA-01", Verdict.PASS));
    assertEquals(0, shell.run("certify", "inmemory", "--out", out.toString()), shell::err);
    assertTrue(shell.out().startsWith("CERTIFIED"), shell::out);
    assertTrue(shell.err().contains("[1/1] AAA-01: PASS"), shell::err);
    assertTrue(
        shell.out().startsWith(Files.readString(out.resolve(Certificate.TEXT_FILE))), shell::out);
    assertTrue(shell.out().contains(out.resolve("report.html").toString()), shell::out);
    assertTrue(Files.exists(out.resolve("report.html")) && Files.exists(out.resolve("junit.xml")));
    assertTrue(
        Certificate.fromJson(Files.readString(out.resolve(Certificate.JSON_FILE))).certified());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          certify | Missing required parameter
          certify nosuch | There is no backend 'nosuch'. Give a built-in one (filesystem, inmemory)
          certify java.lang.String | is not a backend factory
          certify dev.holdfast.lock.tck.LockBackendFactory | A factory is a public class, not abstract
          certify inmemory --backend-path nosuch.jar | --backend-path 'nosuch.jar' does not exist
          certify inmemory --profile quick | The profiles are smoke, standard, certify, soak.
          certify inmemory --seed abc | 'abc' is not a long
          certify inmemory --time-scale 0.1 | has to be from 1 to 1000
          certify inmemory --capability flying | expected one of
          certify inmemory --config novalue | KEY=VALUE
          certify inmemory --bound speed=1s | There is no bound 'speed'. The bounds are pollInterval,
          certify inmemory --bound lease=soon | The bound lease is 'soon', which is no time. Write it as 50ms
          certify inmemory --bound bypass=1s | The bound bypass is '1s', which is no whole number.
          certify inmemory --no-capabilities --capability FIFO | --no-capabilities says that there are none
          certify inmemory --rule NO-99 | There is no rule 'NO-99'
          certify inmemory --nosuch | Unknown option
          rules NO-99 | There is no rule 'NO-99'
          rules AAA-01 --format markdown | leave out the ids
          nosuch | Unmatched argument
          """)
  void badUsageIsExplained(String line, String message) {
    var shell = new Shell(Map.of("AAA-01", Verdict.PASS));
    assertEquals(64, shell.run(line.split(" ")), shell::err);
    assertTrue(shell.err().contains(message) && shell.err().contains("--help"), shell::err);
    assertTrue(shell.backends.isEmpty(), "a run was begun");
  }

  @Test
  void aReportThatCannotBeWrittenIsNoticedBeforeTheRun() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    var shell = new Shell(Map.of("AAA-01", Verdict.PASS));
    assertEquals(64, shell.run("certify", "inmemory", "--out", file.toString()));
    assertTrue(shell.err().contains("Nothing can be written to"), shell::err);
    assertTrue(shell.backends.isEmpty(), "a run was begun");
  }

  @Test
  void aCommandIsNeeded() {
    var shell = new Shell(Map.of());
    assertEquals(64, shell.run());
    assertTrue(shell.err().contains("Say what to do"), shell::err);
  }

  @Test
  void theCatalogueIsListed() {
    var shell = new Shell(Map.of("AAA-01", Verdict.PASS, "AAA-02", Verdict.PASS));
    assertEquals(0, shell.run("rules"));
    assertEquals(
        "AAA-01   MUST        The text of AAA-01.\nAAA-02   MUST        The text of AAA-02.\n",
        shell.out().replace("\r\n", "\n"));
  }

  @Test
  void aRuleIsShownWithItsReasonAndCauses() {
    var shell = new Shell(Map.of("AAA-01", Verdict.PASS, "AAA-02", Verdict.PASS));
    assertEquals(0, shell.run("rules", "aaa-02"));
    assertTrue(
        shell.out().contains("The reason of AAA-02.")
            && shell.out().contains("The cause of AAA-02.")
            && !shell.out().contains("AAA-01"),
        shell::out);
  }

  @Test
  void theCatalogueIsWrittenAsADocument() {
    var shell = new Shell(Map.of("AAA-01", Verdict.PASS));
    assertEquals(0, shell.run("rules", "--format", "markdown"), shell::err);
    assertTrue(
        shell.out().startsWith("# The rules\n") && shell.out().contains("\n### AAA-01\n"),
        shell::out);
  }

  @ParameterizedTest
  @CsvSource({"--help", "certify --help", "rules --help", "replay --help", "check --help"})
  void helpGivesAnExample(String line) {
    var shell = new Shell(Map.of());
    assertEquals(0, shell.run(line.split(" ")));
    assertTrue(shell.out().contains("java -jar lock-tck.jar"), shell::out);
  }

  @Test
  void theVersionNamesTheHashOfTheKit() {
    var shell = new Shell(Map.of());
    assertEquals(0, shell.run("--version"));
    assertTrue(shell.out().matches("(?s)lock-tck \\S+\\R?.*sha256 [0-9a-f]{64}\\R"), shell::out);
  }
}
