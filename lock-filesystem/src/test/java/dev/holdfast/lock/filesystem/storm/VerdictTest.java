package dev.holdfast.lock.filesystem.storm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockMode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The judge of histories finds what is wrong with made-up ones, and nothing with sound ones. */
class VerdictTest {

  private static final long NONE = Hold.NO_TOKEN;

  private static Hold hold(int worker, LockMode mode, long token, long granted, long until) {
    return hold(worker, mode, Form.UNTIMED, token, granted, until);
  }

  private static Hold hold(
      int worker, LockMode mode, Form form, long token, long granted, long until) {
    return new Hold(worker, 0, mode, form, token, 0, granted, until, 0);
  }

  private static Hold writer(int worker, long token, long granted, long until) {
    return hold(worker, LockMode.WRITE, token, granted, until);
  }

  private static Hold reader(int worker, long granted, long until) {
    return hold(worker, LockMode.READ, NONE, granted, until);
  }

  private static Hold upgradeable(int worker, long granted, long until) {
    return hold(worker, LockMode.UPGRADEABLE, NONE, granted, until);
  }

  private static Hold upgrade(int worker, long token, long granted, long until) {
    return hold(worker, LockMode.WRITE, Form.UPGRADE, token, granted, until);
  }

  private static Hold permit(int worker, long granted, long until) {
    return hold(worker, LockMode.PERMIT, NONE, granted, until);
  }

  private static void assertFaults(int overlaps, int tokenFaults, Hold... history) {
    assertFaults(overlaps, tokenFaults, 0, history);
  }

  private static void assertFaults(int overlaps, int tokenFaults, int permits, Hold... history) {
    Verdict verdict = Verdict.on(List.of(history), permits);
    assertEquals(overlaps, verdict.overlaps(), () -> "overlaps in " + List.of(history));
    assertEquals(tokenFaults, verdict.tokenFaults(), () -> "token faults in " + List.of(history));
  }

  @Test
  void writersOneAfterTheOtherAreSound() {
    assertFaults(0, 0, writer(1, 7, 10, 20), writer(2, 8, 20, 30), writer(1, 12, 31, 40));
  }

  @Test
  void twoWritersAtOnceAreAnOverlap() {
    assertFaults(1, 0, writer(1, 7, 10, 20), writer(2, 8, 19, 30));
  }

  @Test
  void anOverlapIsFoundInWhateverOrderTheHoldsAreListed() {
    assertFaults(1, 0, writer(2, 8, 19, 30), writer(3, 9, 40, 50), writer(1, 7, 10, 20));
  }

  @Test
  void aLongHoldOverlapsAllThatBeginWithinIt() {
    assertFaults(
        3, 0, reader(9, 0, 100), writer(1, 1, 10, 20), writer(2, 2, 30, 40), writer(3, 3, 50, 60));
  }

  @Test
  void readersAndOneUpgradeableShare() {
    assertFaults(0, 0, reader(1, 10, 30), reader(2, 12, 14), upgradeable(3, 13, 40));
  }

  @Test
  void twoUpgradeablesAtOnceAreAnOverlap() {
    assertFaults(1, 0, upgradeable(1, 10, 20), upgradeable(2, 15, 25));
  }

  @Test
  void anUpgradeIsNoOverlapWithTheHoldThatItUpgrades() {
    assertFaults(0, 0, upgradeable(1, 10, 50), upgrade(1, 5, 20, 30), reader(2, 31, 60));
  }

  @Test
  void aReaderWithinAnUpgradeIsAnOverlap() {
    assertFaults(1, 0, upgradeable(1, 10, 50), upgrade(1, 5, 20, 30), reader(2, 29, 60));
  }

  @Test
  void aWriterThatComesBetweenReadingAndUpgradingIsAnOverlap() {
    assertFaults(1, 0, upgradeable(1, 10, 50), writer(2, 4, 15, 18), upgrade(1, 5, 20, 30));
  }

  @Test
  void aTokenThatGoesBackIsAFault() {
    assertFaults(0, 1, writer(1, 7, 10, 20), writer(2, 6, 20, 30));
  }

  @Test
  void aTokenThatComesAgainIsAFault() {
    assertFaults(0, 1, writer(1, 7, 10, 20), upgrade(2, 7, 20, 30));
  }

  @Test
  void missingAndMisplacedTokensAreFaults() {
    assertFaults(
        0, 2, writer(1, NONE, 10, 20), hold(2, LockMode.READ, 5, 20, 30), writer(1, 6, 30, 40));
  }

  @Test
  void asManyPermitsAsThereAreAreSound() {
    assertFaults(0, 0, 2, permit(1, 10, 30), permit(2, 15, 20), permit(3, 20, 40));
  }

  @Test
  void onePermitTooManyIsAnOverlap() {
    assertFaults(1, 0, 2, permit(1, 10, 30), permit(2, 15, 20), permit(3, 19, 40));
  }

  @Test
  void aHoldThatWasKilledIsExcusedFromTheKillOn() {
    Hold killed = writer(1, 7, 10, Hold.OPEN).killedAt(15);
    assertFaults(0, 0, killed, writer(2, 8, 15, 30));
  }

  @Test
  void aHoldThatWasKilledIsNotExcusedBeforeTheKill() {
    Hold killed = writer(1, 7, 10, Hold.OPEN).killedAt(15);
    assertFaults(1, 0, killed, writer(2, 8, 14, 30));
  }

  @Test
  void anEndThatWasRecordedStandsAgainstTheKill() {
    Hold killed = writer(1, 7, 10, 20).killedAt(15);
    assertFaults(1, 0, killed, writer(2, 8, 18, 30));
  }

  @Test
  void aGrantWhileTheKillIsUnderWayCountsForItsTokenOnly() {
    Hold killed = writer(1, 7, 16, Hold.OPEN).killedAt(15);
    assertFaults(0, 0, writer(3, 6, 10, 15), killed, writer(2, 8, 17, 30));
    assertFaults(0, 1, writer(3, 6, 10, 15), killed, writer(2, 7, 17, 30));
  }

  @Test
  void aHoldThatNeverEndsIsAFaultUnlessItsProcessWasKilled() {
    Verdict verdict = Verdict.on(List.of(writer(1, 7, 10, Hold.OPEN)), 0);
    assertEquals(1, verdict.openHolds(), verdict::toString);
    Verdict killed = Verdict.on(List.of(writer(1, 7, 10, Hold.OPEN).killedAt(15)), 0);
    assertTrue(killed.isClean(), killed::toString);
  }
}
