package dev.holdfast.lock.tck.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.LockBackendFactory;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.doubles.ReentrantReadWriteLockBackend;
import dev.holdfast.lock.tck.doubles.ReferenceBackend;
import dev.holdfast.lock.tck.doubles.SemaphoreBackend;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class ProgramCheckTest {

  private static final Pattern BROKEN =
      Pattern.compile(
          "Broken is ([A-Z]{3}-\\d\\d), by this program, shrunk from (\\d+) commands, which fails"
              + " (\\d+) of (\\d+) runs?:");

  @ParameterizedTest
  @ValueSource(
      classes = {
        ReferenceBackend.class,
        SemaphoreBackend.class,
        ReentrantReadWriteLockBackend.class
      })
  void aCorrectBackendExplainsWhatItsClientsSee(Class<? extends LockBackendFactory> factory)
      throws Exception {
    RuleResult result = Runs.of("PRG-02", BackendUnderTest.of(factory), 4711);
    assertEquals(Verdict.PASS, result.verdict(), result::message);
    assertTrue(result.evidence() > 500, "only " + result.evidence() + " commands did their work");
  }

  /** Each of them needs two clients to be seen, and shows within the time of a smoke run. */
  @ParameterizedTest
  @CsvSource({
    "M43, MUT-01 RWL-02 FEN-01",
    "M44, TMO-06 ASY-03 INT-03 LIV-01 LIV-05",
    "M49, URW-01 URW-03 RWL-02 FEN-01",
    "M50, RWL-02 URW-01 URW-02 URW-03 FEN-01"
  })
  void aRaceIsShownByASmallProgramThatFailsAgain(String mutant, String rules) throws Exception {
    RuleResult result = Runs.of("PRG-02", Runs.mutant(mutant), 4711);
    assertEquals(Verdict.FAIL, result.verdict(), result::message);
    Matcher broken = BROKEN.matcher(result.message());
    assertTrue(broken.find(), result::message);
    assertTrue(rules.contains(broken.group(1)), result::message);
    Program program = ProgramJson.read(result.subjects().get(0).program().orElseThrow());
    assertTrue(
        program.size() <= 20 && program.size() < Integer.parseInt(broken.group(2)),
        result::message);
    assertTrue(result.message().contains(Listing.of(program).stripTrailing()), result::message);
    assertTrue(
        Integer.parseInt(broken.group(3)) > 0 && Integer.parseInt(broken.group(4)) <= 200,
        result::message);
  }
}
