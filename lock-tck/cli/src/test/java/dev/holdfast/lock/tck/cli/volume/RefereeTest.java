package dev.holdfast.lock.tck.cli.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockMode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefereeTest {

  private static final Visitor ONE = new Visitor(1, 4711, "h", 1, "/mnt/a");
  private static final Visitor TWO = new Visitor(2, 4712, "h", 2, "/mnt/b");
  private static final Map<String, Long> NOTHING = Map.of();

  private final Referee referee = new Referee(2, new Stopwatch());

  private void enter(Visitor who, LockMode mode) {
    referee.enter(who, who, mode, NOTHING);
  }

  private void leave(Visitor who) {
    referee.leave(who, who, NOTHING);
  }

  @Test
  void twoWritersAreAnOverlapAndBothAreNamed() {
    enter(ONE, LockMode.WRITE);
    enter(TWO, LockMode.WRITE);
    assertTrue(referee.isOver());
    String proof = String.join("\n", referee.overlap());
    assertTrue(proof.contains("pid 4711 on h, through /mnt/a) holds it (WRITE)"), proof);
    assertTrue(proof.contains("pid 4712 on h, through /mnt/b) holds it, too (WRITE)"), proof);
  }

  @Test
  void oneAfterTheOtherIsNoOverlap() {
    for (int i = 0; i < 3; i++) {
      enter(ONE, LockMode.WRITE);
      leave(ONE);
      enter(TWO, LockMode.WRITE);
      leave(TWO);
    }
    assertFalse(referee.isOver(), () -> String.join("\n", referee.overlap()));
    assertEquals(6, referee.turns());
    assertEquals(5, referee.crossings());
  }

  @Test
  void anUpgradeBesideAReaderIsAnOverlap() {
    enter(ONE, LockMode.READ);
    enter(TWO, LockMode.UPGRADEABLE);
    assertFalse(referee.isOver(), () -> String.join("\n", referee.overlap()));
    enter(TWO, LockMode.WRITE);
    assertTrue(referee.isOver());
  }

  @Test
  void aDowngradedHolderLetsReadersIn() {
    enter(ONE, LockMode.UPGRADEABLE);
    enter(ONE, LockMode.WRITE);
    enter(ONE, LockMode.UPGRADEABLE);
    enter(TWO, LockMode.READ);
    assertFalse(referee.isOver(), () -> String.join("\n", referee.overlap()));
    assertEquals(2, referee.turns(), "a change of modes is no turn");
  }

  @Test
  void asManyPermitsAsThereAreAndNoMore() {
    Visitor three = new Visitor(3, 4713, "h", 1, "/mnt/a");
    enter(ONE, LockMode.PERMIT);
    enter(TWO, LockMode.PERMIT);
    assertFalse(referee.isOver(), () -> String.join("\n", referee.overlap()));
    enter(three, LockMode.PERMIT);
    assertTrue(referee.isOver());
    assertEquals(4, referee.overlap().size(), () -> String.join("\n", referee.overlap()));
  }

  @Test
  void whoReadsWhatWasOverwrittenHasReadStaleData() {
    referee.enter(ONE, ONE, LockMode.WRITE, Map.of("token", 0L));
    referee.leave(ONE, ONE, Map.of("token", 1L));
    referee.enter(TWO, TWO, LockMode.WRITE, Map.of("token", 1L));
    referee.leave(TWO, TWO, Map.of("token", 2L));
    assertEquals(0, referee.staleReads("token"));
    referee.enter(ONE, ONE, LockMode.WRITE, Map.of("token", 1L));
    assertEquals(1, referee.staleReads("token"));
    assertEquals(0, referee.staleReads("content"));
    String proof = String.join("\n", referee.stale("token"));
    assertTrue(proof.contains("pid 4712 on h, through /mnt/b) writes 2"), proof);
    assertTrue(proof.contains("pid 4711 on h, through /mnt/a) is the next"), proof);
    assertTrue(proof.contains("reads 1"), proof);
    assertFalse(referee.isOver(), "stale reads are counted to the end");
  }
}
