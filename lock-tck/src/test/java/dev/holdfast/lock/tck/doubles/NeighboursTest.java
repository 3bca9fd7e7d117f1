package dev.holdfast.lock.tck.doubles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Certification;
import dev.holdfast.lock.tck.ProgressListener;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.Verdict;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The kit finds the defects for which locks of others are known. */
class NeighboursTest {

  @Test
  void aLateUnlockOfShedLockReleasesTheLockOfTheNext() throws Exception {
    RuleResult result = result(BackendUnderTest.of(ShedLockBackend.class), "HDL-10");
    assertEquals(Verdict.FAIL, result.verdict(), result::message);
    assertTrue(
        result.message().contains("was granted while")
            && result.message().contains("which had lost it by expireLease, was closed"),
        result::message);
  }

  private static RuleResult result(BackendUnderTest backend, String rule) throws Exception {
    return Certification.run(
            backend, RunOptions.defaults().withRules(Set.of(rule)), ProgressListener.SILENT)
        .rules()
        .stream()
        .filter(candidate -> candidate.id().equals(rule))
        .findFirst()
        .orElseThrow();
  }
}
