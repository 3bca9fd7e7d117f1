package dev.holdfast.lock.tck.rules;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.engine.Inconclusive;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SteeringTest {

  @Test
  void aboutHalfOfTheAttemptsWinWhereverTheBalanceIs() {
    for (long balance : new long[] {-300_000, 0, 40_000, 700_000, 9_000_000}) {
      SplittableRandom random = new SplittableRandom(balance);
      Steering steering = new Steering(random, 0, 20_000);
      int wins = 0;
      for (int i = 0; i < 1_000; i++) {
        // The other side comes at the balance point, give or take what a machine does.
        boolean won = steering.nextDelay() < balance + random.nextInt(20_000) - 10_000;
        wins += won ? 1 : 0;
        steering.record(won);
      }
      assertTrue(wins > 350 && wins < 650, "of 1000 attempts at " + balance + " there won " + wins);
    }
  }

  @Test
  void aRaceThatOneSideAlwaysWinsIsNotWaitedForLongerAndLonger() {
    Steering steering = new Steering(new SplittableRandom(1), 0, 20_000);
    for (int i = 0; i < 10_000; i++) {
      steering.record(true);
    }

    assertTrue(steering.nextDelay() < 70_000_000, "the delay ran away to " + steering.nextDelay());
    assertThrows(Inconclusive.class, () -> steering.demandBoth(1, "the one"));
  }
}
