package dev.holdfast.lock.tck.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A clock that only the cases move. */
class TimeAccountTest {

  private static final Duration TOTAL = Duration.ofSeconds(30);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
  private Duration stress = Duration.ZERO;

  @ParameterizedTest
  @CsvSource({"0.1, 1", "1, 1", "1, 2", "1.5, 3", "2.2, 4"})
  void theWholeTimeIsUsedWhateverTheBackendsPace(double pace, long seed) {
    List<Case> cases = cases(150, 30, Duration.ofMillis(50));
    Collections.shuffle(cases, new Random(seed));
    double taken = run(cases, tried -> pace);
    assertTrue(taken > 25 && taken < 29, () -> taken + " s");
  }

  @Test
  void oneSlowRuleIsNotTakenForASlowBackend() {
    List<Case> cases = cases(150, 30, Duration.ofMillis(30));
    double taken = run(cases, tried -> tried.equals(cases.get(5)) ? 200 : 1);
    assertTrue(taken > 25 && taken < 29, () -> taken + " s");
    assertTrue(stress.toSeconds() > 12, () -> stress + " for stress");
  }

  @Test
  void aBackendThatIsTooSlowIsStressedAllTheSame() {
    double taken = run(cases(150, 30, Duration.ofMillis(50)), tried -> 8);
    assertTrue(stress.toSeconds() >= 5 && stress.toSeconds() < 8, () -> stress + " for stress");
    assertTrue(taken > 60, () -> taken + " s");
  }

  @Test
  void whatHangsTakesNoTimeFromOthers() {
    List<Case> cases = cases(20, 20, Duration.ofMillis(50));
    var account = new TimeAccount(TOTAL, cases, now::get);
    Duration before = account.shareOf(cases.get(39));
    now.addAndGet(Duration.ofSeconds(40).toNanos());
    account.ended(cases.get(0), Duration.ZERO, Duration.ofSeconds(40), false);
    Duration after = account.shareOf(cases.get(39));
    assertEquals(before.toNanos() / 1e9, after.toNanos() / 1e9, 0.01);
  }

  @Test
  void weightsAreObeyed() {
    List<Case> cases = List.of(tried("AAA-01", 1), tried("AAA-02", 3), tried("AAA-03", 46));
    var account = new TimeAccount(TOTAL, cases, now::get);
    double ratio =
        (double) account.shareOf(cases.get(1)).toNanos() / account.shareOf(cases.get(0)).toNanos();
    assertEquals(3, ratio, 0.01);
  }

  @Test
  void aCaseThatIsRunAloneGetsNoMoreThanAPart() {
    Case only = tried("AAA-01", 1);
    var account = new TimeAccount(TOTAL, List.of(only), now::get);
    assertEquals(1_800, account.shareOf(only).toMillis());
  }

  /** Runs all cases, each of which takes so many times what it says; answers the seconds. */
  private double run(List<Case> cases, ToDoubleFunction<Case> pace) {
    long began = now.get();
    var account = new TimeAccount(TOTAL, cases, now::get);
    for (var tried : cases) {
      Duration share = account.shareOf(tried);
      double fixed = tried.rule().takes().toNanos() * pace.applyAsDouble(tried);
      Duration taken = Duration.ofNanos((long) fixed);
      if (tried.rule().weight() > 0) {
        taken = taken.plus(share);
        stress = stress.plus(share);
      }
      now.addAndGet(taken.toNanos());
      account.ended(tried, share, taken, true);
    }
    return (now.get() - began) / 1e9;
  }

  private static List<Case> cases(int fixed, int stressed, Duration takes) {
    var cases = new ArrayList<Case>();
    for (int i = 0; i < fixed + stressed; i++) {
      cases.add(tried("AAA-%03d".formatted(i), i < fixed ? 0 : 1 + i % 3, takes));
    }
    return cases;
  }

  private static Case tried(String id, int weight) {
    return tried(id, weight, Rule.USUAL_TIME);
  }

  private static Case tried(String id, int weight, Duration takes) {
    return new Case(
        new Rule(
            id,
            Level.MUST,
            null,
            Set.of(),
            Set.of(),
            "",
            "",
            List.of(),
            trial -> {},
            weight,
            takes),
        null);
  }
}
