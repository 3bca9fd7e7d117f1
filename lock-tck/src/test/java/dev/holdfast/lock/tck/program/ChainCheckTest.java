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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ChainCheckTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        ReferenceBackend.class,
        SemaphoreBackend.class,
        ReentrantReadWriteLockBackend.class
      })
  void aCorrectBackendMatchesTheModel(Class<? extends LockBackendFactory> factory)
      throws Exception {
    RuleResult result = Runs.of("PRG-01", BackendUnderTest.of(factory), 4711);
    assertEquals(Verdict.PASS, result.verdict(), result::message);
    assertTrue(result.evidence() > 500, "only " + result.evidence() + " commands did their work");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          M02 | says that it is held, but was closed
          M06 | It threw java.lang.IllegalStateException
          M07 | although the lock was held
          M17 | was granted, although the lock was held READ by
          M20 | was granted, although the lock was held
          M28 | was taken as a whole, and a further try was granted
          M30 | was granted, although the lock was held READ by
          M31 | was granted, although the lock was held
          M39 | carries the token 0 after the token 0
          M40 | although the thread was interrupted
          M48 | was refused, although the lock was held READ by
          """)
  void aBrokenOneIsShownByAShortChain(String mutant, String message) throws Exception {
    RuleResult result = Runs.of("PRG-01", Runs.mutant(mutant), 4711);
    assertEquals(Verdict.FAIL, result.verdict(), result::message);
    assertTrue(result.message().contains(message), result::message);
    long commands = result.message().lines().filter(line -> line.matches("[ >]+\\d+  .*")).count();
    assertTrue(commands > 0 && commands <= 6, result::message);
  }

  @Test
  void equalSeedsGiveEqualMessages() throws Exception {
    BackendUnderTest broken = Runs.mutant("M28");
    assertEquals(Runs.of("PRG-01", broken, 1).message(), Runs.of("PRG-01", broken, 1).message());
  }
}
