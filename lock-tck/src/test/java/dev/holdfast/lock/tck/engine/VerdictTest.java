package dev.holdfast.lock.tck.engine;

import static dev.holdfast.lock.tck.fakes.Rules.rule;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.Level;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.fakes.FakeBackend;
import dev.holdfast.lock.tck.fakes.FakeBackend.Bug;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VerdictTest {

  private static final Check TAKES_A_MUTEX =
      trial -> {
        try (LockHandle handle = trial.mutex(trial.freshName()).acquire()) {
          trial.evidence(1);
          if (!handle.isHeld()) {
            throw trial.violated("The handle was not held.");
          }
        }
      };

  @Test
  void aCheckThatFindsNothingPasses() throws Exception {
    RuleResult result = run(Bug.NONE, rule("AAA-01", TAKES_A_MUTEX));
    assertEquals(Verdict.PASS, result.verdict(), result::message);
    assertEquals(1, result.evidence(), "events of evidence");
    assertEquals("", result.message());
  }

  @Test
  void aViolationFailsWithItsMessage() throws Exception {
    RuleResult result =
        run(
            Bug.NONE,
            rule(
                "AAA-01",
                trial -> {
                  throw trial.violated("It broke %d times.", 2);
                }));
    assertEquals(Verdict.FAIL, result.verdict());
    assertEquals("It broke 2 times.", result.message());
  }

  @Test
  void aViolationInAForkFailsThoughNobodyJoinsIt() throws Exception {
    RuleResult result =
        run(
            Bug.NONE,
            rule(
                "AAA-01",
                trial ->
                    trial
                        .fork(
                            "w",
                            () -> {
                              throw trial.violated("It broke in the fork.");
                            })
                        .isDone()));
    assertEquals(Verdict.FAIL, result.verdict());
    assertEquals("It broke in the fork.", result.message());
  }

  @Test
  void whatWorksThoughItIsNotDeclaredIsAWarning() throws Exception {
    RuleResult result = run(Bug.NONE, about(Capability.FENCING, trial -> trial.evidence(1)));
    assertEquals(Verdict.NOT_APPLICABLE, result.verdict());
    assertEquals(0, result.evidence());
    assertEquals(
        List.of(
            "FakeBackend seems to offer FENCING, which it does not declare: AAA-01 was obeyed."
                + " Declare it if users may rely on it; then the rules on it bind."),
        result.warnings());
  }

  @Test
  void whatDoesNotWorkAndIsNotDeclaredIsNone() throws Exception {
    Rule broken =
        about(
            Capability.FENCING,
            trial -> {
              throw trial.violated("There is no token.");
            });
    RuleResult result = run(Bug.NONE, broken);
    assertEquals(Verdict.NOT_APPLICABLE, result.verdict());
    assertEquals(List.of(), result.warnings());
  }

  @Test
  void whatAShortLookDoesNotTellIsNotTried() throws Exception {
    RuleResult result =
        run(
            Bug.NONE,
            about(
                Capability.FIFO,
                trial -> {
                  throw new AssertionError("It was tried.");
                }));
    assertEquals(Verdict.NOT_APPLICABLE, result.verdict());
    assertEquals(List.of(), result.warnings());
  }

  private static Rule about(Capability capability, Check check) {
    return new Rule(
        "AAA-01",
        Level.IF_DECLARED,
        capability,
        Set.of(),
        Set.of(),
        "Text.",
        "Reason.",
        List.of(),
        check);
  }

  @Test
  void tooLittleEvidenceIsInconclusive() throws Exception {
    RuleResult result =
        run(
            Bug.NONE,
            rule(
                "AAA-01",
                trial -> {
                  throw new Inconclusive("Only 3 grants were contended.");
                }));
    assertEquals(Verdict.INCONCLUSIVE, result.verdict());
    assertEquals("Only 3 grants were contended.", result.message());
  }

  @Test
  void whoeverSeesTooLittleGetsMoreTimeAndAFreshNameSpace() throws Exception {
    var budgets = new ArrayList<Duration>();
    var namespaces = new HashSet<String>();
    RuleResult result =
        run(
            Bug.NONE,
            rule(
                "AAA-01",
                trial -> {
                  budgets.add(trial.budget());
                  namespaces.add(trial.mutex("a").id().namespace());
                  if (budgets.size() < 3) {
                    throw new TooLittleSeen("Only 3 grants were contended.");
                  }
                }));
    assertEquals(Verdict.PASS, result.verdict());
    assertEquals(3, budgets.size());
    assertTrue(
        budgets.get(0).compareTo(budgets.get(1)) < 0
            && budgets.get(1).compareTo(budgets.get(2)) <= 0,
        budgets::toString);
    assertEquals(3, namespaces.size());
  }

  @Test
  void whoeverAlwaysSeesTooLittleIsInconclusiveInTheEnd() throws Exception {
    var attempts = new AtomicInteger();
    RuleResult result =
        run(
            Bug.NONE,
            rule(
                "AAA-01",
                trial -> {
                  attempts.incrementAndGet();
                  throw new TooLittleSeen("Only 3 grants were contended.");
                }));
    assertEquals(Verdict.INCONCLUSIVE, result.verdict());
    assertEquals("Only 3 grants were contended.", result.message());
    assertTrue(attempts.get() > 1 && attempts.get() < 10, () -> attempts + " attempts");
  }

  @Test
  void anExceptionOfTheBackendFails() throws Exception {
    RuleResult result = run(Bug.TRY_THROWS, rule("AAA-01", TAKES_A_MUTEX));
    assertEquals(Verdict.FAIL, result.verdict());
    assertTrue(
        result.message().contains("The backend threw")
            && result.message().contains("the table is missing"),
        result::message);
  }

  @Test
  void anExceptionOfTheBackendInAForkFails() throws Exception {
    RuleResult result =
        run(
            Bug.TRY_THROWS,
            rule(
                "AAA-01",
                trial -> trial.join(trial.fork("w", () -> trial.mutex("a").tryAcquire()))));
    assertEquals(Verdict.FAIL, result.verdict(), result::message);
  }

  @Test
  void anExceptionOfTheKitIsAHarnessError() throws Exception {
    RuleResult result =
        run(
            Bug.NONE,
            rule(
                "AAA-01",
                trial -> {
                  throw new IllegalArgumentException("The check is wrong.");
                }));
    assertEquals(Verdict.HARNESS_ERROR, result.verdict());
    assertTrue(result.message().contains("The check is wrong."), result::message);
  }

  @Test
  void anUndeclaredCapabilityIsNotApplicable() throws Exception {
    var rule =
        new Rule(
            "FEN-01",
            Level.IF_DECLARED,
            Capability.FENCING,
            Set.of(),
            Set.of(),
            "text",
            "reason",
            List.of(),
            TAKES_A_MUTEX);
    assertEquals(Verdict.NOT_APPLICABLE, run(Bug.NONE, rule).verdict());
    Certificate declared =
        certify(backend(Bug.NONE).capabilities(Capability.FENCING), List.of(rule));
    assertEquals(Verdict.PASS, declared.rules().get(0).verdict());
  }

  @Test
  void aMissingPrimitiveIsNotApplicable() throws Exception {
    var rule =
        new Rule(
            "RWL-01",
            Level.MUST,
            null,
            Set.of(Primitive.READER_WRITER),
            Set.of(),
            "text",
            "reason",
            List.of(),
            TAKES_A_MUTEX);
    RuleResult result = run(Bug.NONE, rule);
    assertEquals(Verdict.NOT_APPLICABLE, result.verdict());
    assertEquals("The provider does not offer reader-writer.", result.message());
  }

  @Test
  void aRuleRunsForEachOfferedSubjectAndTheWorstCounts() throws Exception {
    var runs = new AtomicInteger();
    RuleResult result =
        run(
            Bug.NONE,
            rule(
                "MUT-01",
                Level.MUST,
                Set.of(Subject.values()),
                trial -> {
                  if (runs.incrementAndGet() == 2) {
                    throw trial.violated("It broke.");
                  }
                  try (LockHandle handle = trial.lockable(trial.freshName()).tryAcquire()) {
                    if (handle == null) {
                      throw trial.violated("A free lock was refused.");
                    }
                  }
                }));
    assertEquals(3, runs.get(), "mutex and two semaphores are offered");
    assertEquals(Verdict.FAIL, result.verdict());
    assertEquals("semaphore of one: It broke.", result.message());
    assertEquals(
        List.of(
            Verdict.PASS,
            Verdict.NOT_APPLICABLE,
            Verdict.NOT_APPLICABLE,
            Verdict.NOT_APPLICABLE,
            Verdict.FAIL,
            Verdict.PASS),
        result.subjects().stream().map(subject -> subject.verdict()).toList());
  }

  @Test
  void aHangingBackendFailsAndTheRunGoesOn() throws Exception {
    Certificate certificate =
        certify(
            backend(Bug.TRY_HANGS),
            List.of(rule("AAA-01", TAKES_A_MUTEX), rule("AAA-02", trial -> trial.evidence(1))));
    RuleResult hanging = certificate.rules().get(0);
    assertAll(
        () -> assertEquals(Verdict.FAIL, hanging.verdict(), hanging::message),
        () ->
            assertTrue(
                hanging.message().contains("hangs") && hanging.message().contains("FakeLock.hang"),
                hanging::message),
        () ->
            assertTrue(
                hanging.warnings().stream().anyMatch(warning -> warning.contains("left behind")),
                () -> "the thread that is left behind is not named: " + hanging.warnings()),
        () -> assertEquals(Verdict.PASS, certificate.rules().get(1).verdict()));
  }

  @Test
  void aForkThatHangsIsAViolationWithItsStack() throws Exception {
    RuleResult result =
        run(
            Bug.TRY_HANGS,
            rule(
                "AAA-01",
                trial -> trial.join(trial.fork("w", () -> trial.mutex("a").tryAcquire()))));
    assertEquals(Verdict.FAIL, result.verdict());
    assertTrue(
        result.message().startsWith("w hangs") && result.message().contains("FakeLock.hang"),
        result::message);
  }

  @Test
  void aForkThatOutlivesTheCheckIsAViolation() throws Exception {
    RuleResult result =
        run(
            Bug.TRY_HANGS,
            rule(
                "AAA-01",
                trial -> {
                  trial.fork("w", () -> trial.mutex("a").tryAcquire());
                  trial.awaitBlocked("w");
                }));
    assertEquals(Verdict.FAIL, result.verdict());
    assertTrue(result.message().contains("do not end"), result::message);
  }

  @Test
  void aBackendThatCannotBeOpenedIsReportedForEveryRule() throws Exception {
    for (Bug bug : List.of(Bug.OPEN_THROWS, Bug.OPEN_RETURNS_NULL, Bug.OPEN_HANGS)) {
      Certificate certificate =
          certify(
              backend(bug), List.of(rule("AAA-01", TAKES_A_MUTEX), rule("AAA-02", TAKES_A_MUTEX)));
      for (var result : certificate.rules()) {
        assertEquals(Verdict.HARNESS_ERROR, result.verdict(), () -> bug + result.message());
      }
      assertTrue(certificate.inconclusive(), () -> bug + " is not inconclusive");
    }
  }

  @Test
  void aProviderThatCannotBeClosedFails() throws Exception {
    RuleResult result = run(Bug.PROVIDER_CLOSE_THROWS, rule("AAA-01", TAKES_A_MUTEX));
    assertEquals(Verdict.FAIL, result.verdict());
    assertTrue(result.message().contains("the connection is gone"), result::message);
  }

  @Test
  void rulesThatAreNotSelectedAreNotRun() throws Exception {
    Certificate certificate =
        certify(
            backend(Bug.NONE),
            List.of(rule("AAA-01", TAKES_A_MUTEX), rule("AAA-02", TAKES_A_MUTEX)),
            options().withRules(Set.of("AAA-02")));
    assertEquals(Verdict.INCONCLUSIVE, certificate.rules().get(0).verdict());
    assertEquals(Verdict.PASS, certificate.rules().get(1).verdict());
    assertTrue(!certificate.certified(), "a partial run certified a backend");
  }

  static RuleResult run(Bug bug, Rule rule) throws InterruptedException {
    return certify(backend(bug), List.of(rule)).rules().get(0);
  }

  static BackendUnderTest backend(Bug bug) {
    return BackendUnderTest.of(FakeBackend.class)
        .config(Map.of(FakeBackend.BUG, bug.name()))
        .bounds(
            bounds -> bounds.abandonedRelease(Duration.ZERO).providerClose(Duration.ofMillis(10)));
  }

  static RunOptions options() {
    return RunOptions.defaults().withSeed(42).withWatchdog(Duration.ofSeconds(2));
  }

  static Certificate certify(BackendUnderTest backend, List<Rule> rules)
      throws InterruptedException {
    return certify(backend, rules, options());
  }

  static Certificate certify(BackendUnderTest backend, List<Rule> rules, RunOptions options)
      throws InterruptedException {
    try (var session = Session.open(backend, options, rules)) {
      for (var tried : session.cases()) {
        var unused = session.run(tried);
      }
      return session.certificate();
    }
  }
}
