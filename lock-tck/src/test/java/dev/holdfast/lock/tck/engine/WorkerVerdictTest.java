package dev.holdfast.lock.tck.engine;

import static dev.holdfast.lock.tck.engine.VerdictTest.certify;
import static dev.holdfast.lock.tck.engine.VerdictTest.options;
import static dev.holdfast.lock.tck.fakes.Rules.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.fakes.RudeBackend;
import dev.holdfast.lock.tck.fakes.RudeBackend.Manner;
import dev.holdfast.lock.tck.worker.FaultUnavailable;
import dev.holdfast.lock.tck.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a trial with workers. */
@Timeout(120)
class WorkerVerdictTest {

  private static RuleResult run(Manner manner, Check check) throws Exception {
    BackendUnderTest backend =
        BackendUnderTest.of(RudeBackend.class).config(RudeBackend.config(manner));
    return certify(
            backend,
            List.of(rule("AAA-01", check)),
            options().withWatchdog(Duration.ofSeconds(9)).withTimeScale(1))
        .rules()
        .get(0);
  }

  private static void acquireAnd(Trial trial, boolean release) throws Exception {
    LockProvider provider = trial.workers().hire().provider();
    LockHandle handle = trial.mutex(provider, "a").acquire(Duration.ofSeconds(1));
    trial.evidence(1);
    if (release) {
      handle.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void itIsTheBackendsFault(Manner manner) throws Exception {
    RuleResult result = run(manner, trial -> acquireAnd(trial, true));
    boolean isHarmless =
        switch (manner) {
          case GOOD, CHATS, DOES_NOT_END -> true;
          case FLOODS -> result.verdict() == Verdict.PASS; // it may be over before the flood is
          default -> false;
        };
    assertEquals(isHarmless ? Verdict.PASS : Verdict.FAIL, result.verdict(), result::message);
    assertFalse(result.message().contains("geheim"), result::message);
  }

  @Test
  void whatAWorkerHoldsIsReleasedAtTheEnd() throws Exception {
    RuleResult result = run(Manner.GOOD, trial -> acquireAnd(trial, false));
    assertEquals(Verdict.PASS, result.verdict(), result::message);
  }

  @Test
  void noWorkerSurvivesAFailedTrial() throws Exception {
    var pid = new AtomicLong();
    RuleResult result =
        run(
            Manner.GOOD,
            trial -> {
              Worker worker = trial.workers().hire();
              pid.set(worker.pid());
              worker.pause();
              throw trial.violated("It broke.");
            });
    assertEquals("It broke.", result.message());
    assertTrue(
        ProcessHandle.of(pid.get()).map(process -> !process.isAlive()).orElse(true),
        "a worker is left behind");
  }

  @Test
  void aFaultThatCannotBeInjectedIsNobodysFault() throws Exception {
    RuleResult result =
        run(
            Manner.GOOD,
            trial -> {
              throw new FaultUnavailable("There is no such signal.");
            });
    assertEquals(Verdict.INCONCLUSIVE, result.verdict());
    assertEquals("There is no such signal.", result.message());
  }
}
