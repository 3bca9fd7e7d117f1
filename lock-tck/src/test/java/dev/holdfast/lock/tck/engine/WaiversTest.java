package dev.holdfast.lock.tck.engine;

import static dev.holdfast.lock.tck.engine.VerdictTest.backend;
import static dev.holdfast.lock.tck.fakes.Rules.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.fakes.FakeBackend.Bug;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class WaiversTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 6, 1);
  private static final Rule BROKEN =
      rule(
          "AAA-01",
          trial -> {
            throw trial.violated("It broke.");
          });
  private static final Rule FINE = rule("AAA-02", trial -> trial.evidence(1));

  @TempDir Path directory;

  @Test
  void aWaivedFailureIsShownAndIsNoPass() throws Exception {
    Certificate certificate = certify("AAA-01");
    RuleResult waived = certificate.rules().get(0);
    assertEquals(Verdict.WAIVED, waived.verdict());
    assertTrue(
        waived.message().contains("a known bug")
            && waived.message().contains("https://example.org/1")
            && waived.message().contains("It broke."),
        waived::message);
    assertTrue(certificate.waived(), "the waiver does not show");
    assertFalse(certificate.certified(), "a waived failure was certified");
    assertFalse(certificate.failed(), "a waived failure counts as failed");
    assertFalse(certificate.inconclusive(), "a waived failure counts as inconclusive");
  }

  @Test
  void aWaiverThatIsNotNeededIsMentioned() throws Exception {
    RuleResult fine = certify("AAA-02").rules().get(1);
    assertEquals(Verdict.PASS, fine.verdict());
    assertTrue(
        fine.warnings().stream().anyMatch(warning -> warning.contains("not needed")),
        () -> "warnings: " + fine.warnings());
  }

  @Test
  void theCanaryIsWaivedInARunWithWaivers() throws Exception {
    Certificate certificate = certify("AAA-02");
    RuleResult canary = certificate.rules().get(2);
    assertEquals(Canary.ID, canary.id());
    assertEquals(Verdict.WAIVED, canary.verdict(), canary::message);
  }

  @Test
  void theCanaryDoesNotPreventACertificate() throws Exception {
    Path file = write("[]");
    Certificate certificate = VerdictTest.certify(backend(Bug.NONE).waivers(file), List.of(FINE));
    assertTrue(certificate.certified(), certificate::toText);
  }

  @Test
  void thereIsNoCanaryWithoutWaivers() throws Exception {
    Certificate certificate = VerdictTest.certify(backend(Bug.NONE), List.of(FINE));
    assertEquals(List.of("AAA-02"), certificate.rules().stream().map(RuleResult::id).toList());
  }

  @Test
  void aCanaryThatIsNotWaivedIsAHarnessError() throws Exception {
    // The same rule in a catalogue without waivers: nothing turns its failure into a waiver.
    Certificate certificate = VerdictTest.certify(backend(Bug.NONE), List.of(Canary.rule()));
    RuleResult canary = certificate.rules().get(0);
    assertEquals(Verdict.HARNESS_ERROR, canary.verdict());
    assertTrue(canary.message().contains("The canary was not waived"), canary::message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"rule": "ZZZ-01", "reason": "r", "expires": "2027-01-01", "link": "l"} | There is no rule ZZZ-01
          {"rule": "AAA-01", "reason": "r", "expires": "2026-05-31", "link": "l"} | expired on 2026-05-31
          {"rule": "AAA-01", "reason": " ", "expires": "2027-01-01", "link": "l"} | The field 'reason' is missing
          {"rule": "AAA-01", "expires": "2027-01-01", "link": "l"} | The field 'reason' is missing
          {"rule": "AAA-01", "reason": "r", "link": "l"} | The field 'expires' is missing
          {"rule": "AAA-01", "reason": "r", "expires": "2027-01-01"} | The field 'link' is missing
          {"reason": "r", "expires": "2027-01-01", "link": "l"} | The field 'rule' is missing
          {"rule": "AAA-01", "reason": "r", "expires": "soon", "link": "l"} | 'soon' is not a date
          {"rule": "AAA-01", "reason": "r", "expires": "2027-01-01", "link": "l", "x": 1} | There is no field 'x'
          {"rule": "KIT-01", "reason": "r", "expires": "2027-01-01", "link": "l"} | KIT-01 is the kit's own
          """)
  void anInvalidWaiverIsAnError(String waiver, String message) throws Exception {
    assertRejected("[" + waiver + "]", message);
  }

  @Test
  void aFileThatIsNoListOfWaiversIsAnError() throws Exception {
    assertRejected("{}", "It has to be an array");
    assertRejected("[", "is not JSON");
    assertRejected("[" + waiver("AAA-01") + "," + waiver("AAA-01") + "]", "two waivers of AAA-01");
  }

  @Test
  void aMissingFileIsAnError() {
    Path missing = directory.resolve("missing.json");
    var thrown =
        assertThrows(
            IllegalArgumentException.class, () -> Waivers.read(missing, Set.of(Canary.ID), TODAY));
    assertTrue(thrown.toString().contains("cannot be read"), thrown::toString);
  }

  @Test
  void aWaiverCountsOnItsLastDay() throws Exception {
    Path file =
        write(
            """
            [{"rule": "AAA-01", "reason": "r", "expires": "2026-06-01", "link": "l"}]
            """);
    Waivers waivers = Waivers.read(file, Set.of("AAA-01", Canary.ID), TODAY);
    assertTrue(waivers.of("AAA-01").isPresent());
  }

  private void assertRejected(String json, String message) throws Exception {
    Path file = write(json);
    var thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> Waivers.read(file, Set.of("AAA-01", "AAA-02", Canary.ID), TODAY));
    assertTrue(
        thrown.toString().contains(message) && thrown.toString().contains(file.toString()),
        thrown::toString);
  }

  private Certificate certify(String waivedRule) throws Exception {
    Path file = write("[" + waiver(waivedRule) + "]");
    return VerdictTest.certify(backend(Bug.NONE).waivers(file), List.of(BROKEN, FINE));
  }

  private static String waiver(String ruleId) {
    return """
        {"rule": "%s", "reason": "a known bug", "expires": "2999-01-01",
         "link": "https://example.org/1"}"""
        .formatted(ruleId);
  }

  private Path write(String json) throws Exception {
    return Files.writeString(directory.resolve("waivers.json"), json);
  }
}
