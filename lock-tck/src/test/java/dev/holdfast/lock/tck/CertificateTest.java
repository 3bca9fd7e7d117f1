package dev.holdfast.lock.tck;

import static dev.holdfast.lock.tck.fakes.Rules.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.engine.Subject;
import dev.holdfast.lock.tck.fakes.FakeBackend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CertificateTest {

  @Test
  void jsonIsReadBackAsTheSameCertificate() throws Exception {
    Certificate certificate = run();
    Certificate again = Certificate.fromJson(certificate.toJson());
    assertEquals(certificate, again);
    assertEquals(certificate.toJson(), again.toJson());
    assertEquals(certificate.toText(), again.toText());
  }

  @Test
  void whatWasMeasuredIsReadBackToo() throws Exception {
    Certificate certificate = run();
    Measurements measured = certificate.rules().get(0).subjects().get(0).measurements();
    assertEquals(Map.of(Bound.BYPASS, 5.0, Bound.PROVIDER_CLOSE, 0.25), measured.observed());
    assertEquals(1, measured.latencies().get(0).count());
    assertEquals(certificate, Certificate.fromJson(certificate.toJson()));
  }

  @Test
  void whatAPassExcludesIsWhatWouldHaveBeenMissedOnceInTwentyTimes() {
    double rate =
        of(result(Level.MUST, Verdict.PASS, 1_000)).rules().get(0).excludedRate().getAsDouble();
    assertEquals(0.05, Math.pow(1 - rate, 1_000), 1e-9);
    assertEquals(3.0 / 1_000, rate, 1e-4);
    assertEquals(
        OptionalDouble.empty(), result(Level.MUST, Verdict.INCONCLUSIVE, 1_000).excludedRate());
    assertEquals(OptionalDouble.empty(), result(Level.MUST, Verdict.PASS, 0).excludedRate());
  }

  @Test
  void whatIsNoCertificateIsRejected() {
    for (String json : List.of("", "[]", "{}", "{\"format\": 2}", "{\"format\": 99}", "nonsense")) {
      assertThrows(IllegalArgumentException.class, () -> Certificate.fromJson(json), json);
    }
  }

  @Test
  void secretsAreMasked() throws Exception {
    String json = run().toJson();
    assertFalse(json.contains("hunter2"), json);
    assertTrue(json.contains("\"db.Password\" : \"***\""), json);
    assertTrue(json.contains("\"url\" : \"jdbc:x\""), json);
  }

  @Test
  void theTextListsEveryRuleAndTheProofOfFailures() throws Exception {
    String text = run().toText();
    assertTrue(text.startsWith("NOT CERTIFIED"), text);
    for (String part :
        List.of(
            "AAA-01   MUST        PASS",
            "AAA-02   MUST        FAIL",
            "AAA-03   SHOULD      FAIL",
            "AAA-02: FAIL\n  It broke.\n  Twice.",
            "seed 42",
            "profile smoke",
            "Recommendations not followed: AAA-03",
            "3 rules: 1 PASS, 2 FAIL")) {
      assertTrue(text.contains(part), () -> part + " is missing in\n" + text);
    }
  }

  @Test
  void bothFormsAreWritten(@TempDir Path directory) throws Exception {
    Certificate certificate = run();
    certificate.write(directory.resolve("new"));
    assertEquals(certificate.toText(), Files.readString(directory.resolve("new/certificate.txt")));
    assertEquals(
        certificate,
        Certificate.fromJson(Files.readString(directory.resolve("new/certificate.json"))));
  }

  @Test
  void aPartialRunTriesTheSelectedRulesOnlyButListsAll() throws Exception {
    var tried = new ArrayList<String>();
    Certificate certificate =
        Certification.run(
            BackendUnderTest.of(FakeBackend.class),
            RunOptions.defaults().withRules(Set.of("AAA-02")),
            new ProgressListener() {
              @Override
              public void checkStarted(String ruleId, String subject) {
                tried.add(ruleId);
              }
            },
            List.of(
                rule("AAA-01", trial -> trial.evidence(1)),
                rule("AAA-02", trial -> trial.evidence(1))));
    assertEquals(List.of("AAA-02"), tried);
    assertEquals(
        "Not selected for this run.", certificate.rules().get(0).message(), certificate::toText);
    assertFalse(certificate.toText().contains("Not selected"), certificate::toText);
    assertTrue(certificate.toText().startsWith("NO CERTIFICATE"), certificate::toText);
  }

  @Test
  void theKitIsIdentifiedByAHash() throws Exception {
    assertTrue(run().environment().kitHash().matches("[0-9a-f]{64}"), () -> "no hash");
  }

  @Test
  void aRecommendationIsNotBinding() {
    Certificate certificate =
        of(result(Level.MUST, Verdict.PASS), result(Level.SHOULD, Verdict.FAIL));
    assertTrue(certificate.certified(), certificate::toText);
    assertFalse(certificate.failed());
  }

  @Test
  void onlyPassesCertify() {
    var pass = result(Level.MUST, Verdict.PASS);
    assertTrue(of(pass, result(Level.IF_DECLARED, Verdict.NOT_APPLICABLE)).certified());
    for (Verdict verdict :
        List.of(Verdict.FAIL, Verdict.WAIVED, Verdict.INCONCLUSIVE, Verdict.HARNESS_ERROR)) {
      for (Level level : List.of(Level.MUST, Level.IF_DECLARED)) {
        Certificate certificate = of(pass, result(level, verdict));
        assertFalse(certificate.certified(), () -> verdict + " was certified");
        assertEquals(verdict == Verdict.FAIL, certificate.failed());
        assertEquals(verdict == Verdict.WAIVED, certificate.waived());
        assertEquals(
            verdict == Verdict.INCONCLUSIVE || verdict == Verdict.HARNESS_ERROR,
            certificate.inconclusive());
      }
    }
  }

  @Test
  void whatManySubjectsHaveInCommonIsWrittenOnce() {
    String text =
        of(result(Level.MUST, Verdict.HARNESS_ERROR), result(Level.MUST, Verdict.HARNESS_ERROR))
            .toText();
    assertTrue(text.contains("AAA-01, AAA-01: HARNESS_ERROR\n  message\n"), text);
  }

  @Test
  void nothingTestedIsNothingCertified() {
    assertTrue(of().inconclusive(), "an empty catalogue certified a backend");
    assertTrue(
        of(result(Level.MUST, Verdict.NOT_APPLICABLE)).inconclusive(),
        "a backend to which nothing applies was certified");
  }

  @Test
  void aProofOutweighsEverythingElse() {
    var verdicts =
        List.of(
            Verdict.NOT_APPLICABLE,
            Verdict.PASS,
            Verdict.WAIVED,
            Verdict.INCONCLUSIVE,
            Verdict.HARNESS_ERROR,
            Verdict.FAIL);
    var subjects = new ArrayList<SubjectResult>();
    for (Verdict verdict : verdicts) {
      subjects.add(SubjectResult.untried("s", verdict, "because"));
      var result =
          new RuleResult(
              "AAA-01", Level.MUST, Optional.empty(), "text", "reason", List.of(), false, subjects);
      assertEquals(verdict, result.verdict());
    }
  }

  private static RuleResult result(Level level, Verdict verdict) {
    return result(level, verdict, 0);
  }

  private static RuleResult result(Level level, Verdict verdict, long evidence) {
    return new RuleResult(
        "AAA-01",
        level,
        Optional.empty(),
        "text",
        "reason",
        List.of("cause"),
        true,
        List.of(
            new SubjectResult(
                "",
                verdict,
                evidence,
                Duration.ZERO,
                "message",
                List.of(),
                Measurements.NONE,
                Optional.empty())));
  }

  private static Certificate of(RuleResult... rules) {
    return new Certificate(
        "backend",
        Map.of(),
        Set.of(),
        Bounds.DEFAULT,
        List.of(),
        RunOptions.defaults(),
        RunEnvironment.here("version", "hash", Duration.ZERO, Instant.EPOCH, "no clocks"),
        List.of(rules),
        List.of());
  }

  private static Certificate run() throws InterruptedException {
    var backend =
        BackendUnderTest.of(FakeBackend.class)
            .config(Map.of("url", "jdbc:x", "db.Password", "hunter2"))
            .capabilities(Capability.FIFO, Capability.CROSS_PROCESS);
    return Certification.run(
        backend,
        RunOptions.defaults().withSeed(42),
        ProgressListener.SILENT,
        List.of(
            rule(
                "AAA-01",
                Level.MUST,
                Set.of(Subject.MUTEX, Subject.WRITE_LOCK),
                trial -> {
                  trial.evidence(3);
                  trial.latencies(Latency.Kind.GRANT).add(1_000);
                  trial.observed(Bound.BYPASS, 5);
                  trial.observed(Bound.PROVIDER_CLOSE, Duration.ofNanos(250_000));
                }),
            rule(
                "AAA-02",
                trial -> {
                  throw trial.violated("It broke.\nTwice.");
                }),
            rule(
                "AAA-03",
                Level.SHOULD,
                Set.of(),
                trial -> {
                  throw trial.violated("It was bad.");
                })));
  }
}
