package dev.holdfast.lock.tck.hostile;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.Certification;
import dev.holdfast.lock.tck.ProgressListener;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.hostile.HostileBackend.Call;
import java.io.File;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a backend does, the run ends in time, and there are a verdict and a certificate. */
@Timeout(120)
class HostileBackendTest {

  /** They make every call at which the backend may misbehave, and take no time otherwise. */
  private static final Set<String> RULES =
      Set.of("PRV-01", "MUT-02", "HDL-01", "ASY-02", "LIF-01", "PRV-05");

  private static final RunOptions OPTIONS =
      RunOptions.defaults().withSeed(1).withWatchdog(Duration.ofMillis(600));

  /** Nothing needs them to be right, or even to be called. */
  private static final Set<Call> OPTIONAL = EnumSet.of(Call.IDENTITY);

  private static final Set<Misdeed> HARMLESS = EnumSet.of(Misdeed.FORK, Misdeed.PRINT);

  @AfterAll
  static void endThreads() {
    Misdeed.REPENTANCE.countDown();
  }

  static List<Arguments> crimes() {
    var everywhere = EnumSet.of(Misdeed.HANG, Misdeed.THROW_ERROR, Misdeed.RETURN_NULL);
    return EnumSet.complementOf(EnumSet.of(Misdeed.EXIT)).stream()
        .flatMap(
            how ->
                EnumSet.allOf(Call.class).stream()
                    .filter(
                        at ->
                            everywhere.contains(how)
                                || EnumSet.of(Call.ACQUIRE, Call.PROVIDER_CLOSE).contains(at))
                    .map(at -> Arguments.of(at, how)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("crimes")
  void thereIsAVerdictInTime(Call at, Misdeed how) throws Exception {
    Set<Thread> before = lastingThreads();
    PrintStream console = System.out;
    if (how == Misdeed.PRINT) {
      System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, "UTF-8"));
    }
    long start = System.nanoTime();
    Certificate certificate;
    try {
      certificate =
          Certification.run(hostile(at, how), OPTIONS.withRules(RULES), ProgressListener.SILENT);
    } finally {
      System.setOut(console);
    }
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(taken.toSeconds() < 40, () -> "it took " + taken);
    assertEquals(certificate, Certificate.fromJson(certificate.toJson()));
    if (!HARMLESS.contains(how) && !OPTIONAL.contains(at) && !isNothing(at, how)) {
      assertTrue(isBad(certificate), certificate::toText);
    }
    Set<Thread> after = lastingThreads();
    after.removeAll(before);
    after.removeIf(thread -> thread.getName().equals("hostile-fork"));
    assertEquals(Set.of(), after, "threads that keep the JVM from ending");
  }

  /** A null that nobody looks at. */
  private static boolean isNothing(Call at, Misdeed how) {
    return how == Misdeed.RETURN_NULL && (at == Call.PROVIDER_CLOSE || at == Call.TO_STRING);
  }

  /** Not a pass: a hang may also be inconclusive, on a machine that stalled meanwhile. */
  private static boolean isBad(Certificate certificate) {
    return certificate.rules().stream()
        .filter(certificate::isSelected)
        .anyMatch(
            rule ->
                switch (rule.verdict()) {
                  case FAIL, HARNESS_ERROR, INCONCLUSIVE -> true;
                  case PASS, NOT_APPLICABLE, WAIVED -> false;
                });
  }

  private static Set<Thread> lastingThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon())
        .collect(toSet());
  }

  @Test
  void aBackendThatHangsAlwaysIsGivenUp() throws Exception {
    long start = System.nanoTime();
    Certificate certificate =
        Certification.run(hostile(Call.ACQUIRE, Misdeed.HANG), OPTIONS, ProgressListener.SILENT);
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(taken.toSeconds() < 60, () -> "it took " + taken);
    assertTrue(certificate.failed(), certificate::toText);
    assertTrue(certificate.toText().contains("checks have hung before"), certificate::toText);
  }

  @Test
  void aBackendThatEndsTheJvmIsReportedAllTheSame(@TempDir Path directory) throws Exception {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            directory.toString());
    Path output = directory.resolve("output.txt");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it has not ended");
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(output);
    assertEquals(1, process.exitValue(), said);
    assertTrue(said.contains("The backend has ended the JVM."), said);
    Path json = directory.resolve("report" + File.separator + Certificate.JSON_FILE);
    Certificate certificate = Certificate.fromJson(Files.readString(json));
    assertTrue(certificate.toText().contains(Misdeed.class.getName()), certificate::toText);
    assertTrue(
        certificate.rules().stream().anyMatch(rule -> rule.verdict() == Verdict.FAIL),
        certificate::toText);
    assertFalse(certificate.certified());
  }

  static BackendUnderTest hostile(Call at, Misdeed how) {
    return BackendUnderTest.of(HostileBackend.class)
        .config(Map.of(HostileBackend.AT, at.name(), HostileBackend.HOW, how.name()));
  }

  /** The JVM that is ended. */
  static final class Victim {

    private Victim() {}

    public static void main(String[] args) throws Exception {
      Certificate unused =
          Certification.run(
              hostile(Call.CLOSE, Misdeed.EXIT),
              OPTIONS.withRules(RULES),
              ProgressListener.SILENT,
              Path.of(args[0], "report"));
    }
  }
}
