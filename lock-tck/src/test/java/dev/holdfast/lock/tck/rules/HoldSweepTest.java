package dev.holdfast.lock.tck.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockMode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HoldSweepTest {

  @Test
  void twoWritersThatOverlapAreNamedWithTheSpanTheyShare() {
    HoldSweep sweep =
        new HoldSweep(
            List.of(hold(0, 2_000_000, LockMode.WRITE), hold(500_000, 9_000_000, LockMode.WRITE)));

    assertEquals(
        "WRITE from 0 and WRITE from 500000 were both definitely held for 1.500 ms",
        sweep.conflict().map(HoldSweep.Overlap::toString).orElse("no conflict was found"));
  }

  @Test
  void equalStampsAccuseNobody() {
    HoldSweep sweep =
        new HoldSweep(List.of(hold(10, 20, LockMode.WRITE), hold(0, 10, LockMode.WRITE)));

    assertTrue(sweep.conflict().isEmpty(), "two holds that touch were taken for an overlap");
  }

  @Test
  void aLongReaderIsSeenBehindManyShortOnes() {
    HoldSweep sweep =
        new HoldSweep(
            List.of(
                hold(0, 100, LockMode.READ),
                hold(1, 2, LockMode.READ),
                hold(3, 4, LockMode.UPGRADEABLE),
                hold(50, 60, LockMode.WRITE)));

    assertEquals(0, sweep.conflict().orElseThrow().first().from(), "the wrong holder was accused");
  }

  @Test
  void onePermitTooManyIsFoundAndAllAreNamed() {
    List<Hold> holds =
        List.of(
            hold(0, 10, LockMode.PERMIT),
            hold(5, 20, LockMode.PERMIT),
            hold(8, 9, LockMode.PERMIT));

    assertTrue(
        new HoldSweep(holds).excess(3).isEmpty(), "three holds of three permits were rejected");
    assertEquals(3, new HoldSweep(holds).excess(2).size(), "an excess of permits was missed");
  }

  @Test
  void tokensThatDoNotIncreaseAreFound() {
    Hold first = new Hold(0, 1, LockMode.WRITE, OptionalLong.of(7), "first");
    Hold second = new Hold(2, 3, LockMode.WRITE, OptionalLong.of(7), "second");

    assertTrue(
        new HoldSweep(List.of(second, first)).tokenDisorder().isPresent(), "equal tokens passed");
    assertTrue(
        new HoldSweep(List.of(first)).tokenDisorder().isEmpty(), "a single token was rejected");
  }

  /** The sweep agrees with comparing all pairs, on many small random histories. */
  @Test
  void itFindsAConflictIfAndOnlyIfThereIsOne() {
    Random random = new Random(42);
    LockMode[] modes = {LockMode.READ, LockMode.UPGRADEABLE, LockMode.WRITE};
    int conflicts = 0;
    for (int i = 0; i < 20_000; i++) {
      List<Hold> holds = new ArrayList<>();
      for (int j = random.nextInt(7); j > 0; j--) {
        long from = random.nextInt(30);
        holds.add(hold(from, from + 1 + random.nextInt(8), modes[random.nextInt(modes.length)]));
      }
      boolean expected = anyPairConflicts(holds);
      conflicts += expected ? 1 : 0;
      assertEquals(
          expected, new HoldSweep(holds).conflict().isPresent(), () -> "misjudged: " + holds);
    }
    assertTrue(conflicts > 1_000, "hardly any random history had a conflict: " + conflicts);
  }

  private static boolean anyPairConflicts(List<Hold> holds) {
    for (int i = 0; i < holds.size(); i++) {
      Hold one = holds.get(i);
      for (Hold other : holds.subList(i + 1, holds.size())) {
        if (one.mode().conflictsWith(other.mode())
            && one.from() < other.to()
            && other.from() < one.to()) {
          return true;
        }
      }
    }
    return false;
  }

  private static Hold hold(long from, long to, LockMode mode) {
    return new Hold(from, to, mode, OptionalLong.empty(), mode + " from " + from);
  }
}
