package dev.holdfast.lock.tck.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.Certification;
import dev.holdfast.lock.tck.Level;
import dev.holdfast.lock.tck.ProgressListener;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.checker.Checks;
import dev.holdfast.lock.tck.fakes.FakeBackend;
import dev.holdfast.lock.tck.history.HistoryReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunReportTest {

  private static final List<String> FILES =
      List.of("certificate.json", "certificate.txt", "junit.xml", "report.html");

  @TempDir private Path directory;

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aRunThatAnExceptionEndsIsReportedAsFarAsItWent() throws Exception {
    Path out = directory.resolve("new/report");
    var stop =
        new ProgressListener() {
          @Override
          public void checkFinished(String ruleId, SubjectResult result) {
            throw new IllegalStateException("enough");
          }
        };
    assertThrows(
        IllegalStateException.class,
        () ->
            Certification.run(
                BackendUnderTest.of(FakeBackend.class), RunOptions.defaults(), stop, out));
    assertEquals(FILES, names(out));
    var certificate = Certificate.fromJson(Files.readString(out.resolve(Certificate.JSON_FILE)));
    var results = certificate.rules().stream().flatMap(rule -> rule.subjects().stream()).toList();
    long missing = results.stream().filter(result -> isMissing(result)).count();
    assertEquals(results.size() - 1, missing, certificate::toText);
    assertTrue(
        Files.readString(out.resolve(HtmlReport.FILE)).contains("not run"),
        "the page does not tell that the run ended early");
  }

  private static boolean isMissing(SubjectResult result) {
    return result.verdict() == Verdict.INCONCLUSIVE
        && result.message().equals(SubjectResult.NOT_RUN);
  }

  @Test
  void whatProvesAFailureIsWrittenAndStillProvesIt() throws Exception {
    var overlap = Samples.overlap();
    Samples.certificate(
            Samples.rule("MUT-01", Level.MUST, Samples.proven("write lock", overlap)),
            Samples.rule("MUT-02", Verdict.FAIL, "no proof"))
        .write(directory);
    assertEquals(List.of("mut-01-write-lock.jsonl"), names(directory.resolve("history")));
    var history = HistoryReader.read(directory.resolve("history/mut-01-write-lock.jsonl"));
    var proof = Checks.safety(history).proof().orElseThrow();
    assertEquals(overlap.from(), proof.from());
    assertEquals(overlap.to(), proof.to());
    assertTrue(
        Files.readString(directory.resolve(HtmlReport.FILE))
            .contains("href=\"history/mut-01-write-lock.jsonl\""));
  }

  @Test
  void aReportIsWrittenOnce() throws Exception {
    var asked = new CountDownLatch(2);
    try (var report =
        RunReport.into(
            directory,
            () -> {
              asked.countDown();
              return Samples.certificate();
            })) {
      report.writeOnce();
      report.writeOnce();
    }
    assertEquals(1, asked.getCount());
    assertEquals(FILES, names(directory));
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there a process cannot be asked to end")
  void aRunThatIsToldToEndIsReported() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Endless.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = child.inputReader(UTF_8)) {
      assertEquals("ready", output.readLine());
      child.destroy();
      assertTrue(child.waitFor(30, TimeUnit.SECONDS), "the process did not end");
    } finally {
      child.destroyForcibly();
    }
    assertEquals(FILES, names(directory));
    assertTrue(Files.readString(directory.resolve(HtmlReport.FILE)).endsWith("</html>\n"));
  }

  /** A run that has no end of its own. */
  static final class Endless {

    private Endless() {}

    public static void main(String[] args) throws InterruptedException {
      try (var unused = RunReport.into(Path.of(args[0]), Samples::certificate)) {
        System.out.println("ready");
        new CountDownLatch(1).await();
      }
    }
  }
}
