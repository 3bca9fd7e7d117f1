package dev.holdfast.lock.tck.checker;

import static dev.holdfast.lock.LockMode.READ;
import static dev.holdfast.lock.LockMode.UPGRADEABLE;
import static dev.holdfast.lock.LockMode.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.history.Entry;
import dev.holdfast.lock.tck.history.Fault;
import dev.holdfast.lock.tck.history.Operation;
import dev.holdfast.lock.tck.history.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class SafetySweepTest {

  @Test
  void twoWritersThatOverlapAreNamedWithTheSpanTheyShare() {
    Proof proof =
        proof(
            Story.of(Story.MUTEX)
                .acquire(7, WRITE, 0, 500_000)
                .acquire(8, WRITE, 100_000, 900_000)
                .close(7, 2_740_000, 2_750_000)
                .close(8, 9_000_000, 9_000_001));

    assertEquals(
        "MUT-01 violated: handle h7 (pid 1, thread t7, WRITE 'orders') and h8 (pid 2, thread t8,"
            + " WRITE) were both definitely held for 1.840 ms.",
        proof.headline());
    assertEquals(900_000, proof.from());
    assertEquals(2_740_000, proof.to());
  }

  @Test
  void theWitnessIsAsSmallAsItCanBe() {
    Proof proof =
        proof(
            Story.of(Story.READER_WRITER)
                .acquire(1, READ, 0, 1)
                .acquire(2, READ, 0, 1)
                .close(1, 2, 3)
                .acquire(3, WRITE, 10, 20)
                .close(2, 30, 40)
                .close(3, 50, 60)
                .acquire(4, WRITE, 70, 80)
                .close(4, 90, 95));

    assertEquals(
        List.of(2L, 3L, 2L, 3L),
        proof.witness().stream().map(entry -> ((Operation) entry).handle()).toList());
    assertEquals("RWL-02", proof.rule());
  }

  @Test
  void holdsThatTouchAccuseNobody() {
    assertLegal(
        Story.of(Story.MUTEX)
            .acquire(1, WRITE, 0, 10)
            .close(1, 20, 25)
            .acquire(2, WRITE, 5, 20)
            .close(2, 30, 31));
  }

  @Test
  void aMomentWithinAnotherHoldIsAnOverlap() {
    Proof proof =
        proof(
            Story.of(Story.MUTEX)
                .acquire(1, WRITE, 0, 10)
                .acquire(2, WRITE, 15, 20)
                .close(2, 20, 25)
                .close(1, 30, 31));

    assertTrue(proof.finding().contains("at one instant"), proof::finding);
  }

  @Test
  void aLongReaderIsSeenBehindManyShortOnes() {
    Proof proof =
        proof(
            Story.of(Story.READER_WRITER)
                .acquire(1, READ, 0, 0)
                .acquire(2, READ, 1, 1)
                .close(2, 2, 2)
                .acquire(3, UPGRADEABLE, 3, 3)
                .close(3, 4, 4)
                .acquire(4, WRITE, 50, 50)
                .close(4, 60, 60)
                .close(1, 100, 100));

    assertEquals(1, proof.spans().get(0).handle(), "the wrong holder was accused");
  }

  @Test
  void aHandleIsExclusiveFromTheReturnOfTheUpgradeToTheCallOfTheDowngrade() {
    assertLegal(
        Story.of(Story.READER_WRITER)
            .acquire(1, UPGRADEABLE, 0, 1)
            .acquire(2, READ, 2, 3)
            .upgrade(1, 4, 10, Outcome.OK)
            .close(2, 9, 11)
            .downgrade(1, 20, 30)
            .acquire(3, READ, 15, 21)
            .close(3, 40, 41)
            .close(1, 50, 51));
    Proof proof =
        proof(
            Story.of(Story.READER_WRITER)
                .acquire(1, UPGRADEABLE, 0, 1)
                .acquire(2, READ, 2, 3)
                .upgrade(1, 4, 10, Outcome.OK)
                .close(2, 12, 13)
                .close(1, 50, 51));

    assertEquals("RWL-02", proof.rule());
    assertEquals(WRITE, proof.spans().get(1).mode());
  }

  @Test
  void anUpgradeThatFailedKeepsTheHandleUpgradeable() {
    Proof proof =
        proof(
            Story.of(Story.READER_WRITER)
                .acquire(1, UPGRADEABLE, 0, 1)
                .upgrade(1, 4, 10, Outcome.FAILED)
                .acquire(2, UPGRADEABLE, 11, 12)
                .close(1, 20, 21)
                .close(2, 30, 31));

    assertEquals("URW-01", proof.rule());
  }

  @Test
  void aDowngradeProvesAnUpgradeThatEndedInAnError() {
    Story story =
        Story.of(Story.READER_WRITER)
            .acquire(1, UPGRADEABLE, 0, 1)
            .acquire(2, READ, 2, 3)
            .upgrade(1, 4, 10, Outcome.ERROR)
            .close(1, 50, 51);
    assertLegal(story);

    Proof proof = proof(story.downgrade(1, 20, 30));
    assertEquals("RWL-02", proof.rule());
  }

  @Test
  void onePermitTooManyIsFoundAndAllAreNamed() {
    Story story =
        Story.of(Story.semaphore(3))
            .acquire(1, 1, 0, 1)
            .acquire(2, 1, 0, 5)
            .acquire(3, 1, 0, 8)
            .close(3, 9, 10)
            .close(1, 12, 13)
            .close(2, 20, 21);
    assertLegal(story);
    Proof proof = proof(story.acquire(4, 2, 8, 9).close(4, 30, 31));

    assertEquals("SEM-01", proof.rule());
    assertTrue(
        proof
            .finding()
            .startsWith("3 handles of a semaphore of 3 permits were definitely held at once"),
        proof::finding);
    assertTrue(proof.reason().contains("4 permits, and there are 3"), proof::reason);
  }

  @Test
  void nothingIsCertainOnceTheKillIsSent() {
    assertLegal(
        Story.of(Story.MUTEX)
            .acquire(1, WRITE, 0, 10)
            .fault(Fault.Kind.KILL, 1, 20)
            .acquire(2, WRITE, 15, 21)
            .close(2, 40, 41));
    Proof proof =
        proof(
            Story.of(Story.MUTEX)
                .acquire(1, WRITE, 0, 10)
                .fault(Fault.Kind.KILL, 1, 20)
                .acquire(2, WRITE, 12, 15)
                .close(2, 40, 41));

    Entry last = proof.witness().get(2);
    assertTrue(last instanceof Fault, () -> "the witness has no fault: " + proof.witness());
  }

  @Test
  void whoIsDyingHoldsNothingForCertain() {
    assertLegal(
        Story.of(Story.MUTEX)
            .fault(Fault.Kind.KILL, 1, 20, 60)
            .acquire(1, WRITE, 25, 30)
            .acquire(2, WRITE, 35, 40)
            .close(2, 50, 51));
    // A later process with the same id is another one.
    Proof proof =
        proof(
            Story.of(Story.MUTEX)
                .fault(Fault.Kind.KILL, 1, 20, 22)
                .acquire(1, WRITE, 25, 30)
                .acquire(2, WRITE, 35, 40)
                .close(2, 50, 51));
    assertEquals("MUT-01", proof.rule());
  }

  @Test
  void aProcessThatIsStoppedHoldsOn() {
    Proof proof =
        proof(
            Story.of(Story.MUTEX)
                .acquire(1, WRITE, 0, 10)
                .fault(Fault.Kind.STOP, 1, 20)
                .acquire(2, WRITE, 25, 30)
                .close(2, 40, 41)
                .close(1, 50, 51));

    assertEquals("MUT-01", proof.rule());
  }

  @Test
  void whatNeverReturnsHoldsNothingForCertain() {
    assertLegal(
        Story.of(Story.MUTEX)
            .acquire(1, WRITE, 0, Story.NEVER)
            .acquire(2, WRITE, 5, 10)
            .close(2, 20, Story.NEVER)
            .acquire(3, WRITE, 15, 25)
            .close(3, 30, 31));
  }

  @Test
  void tokensThatDoNotIncreaseAreFound() {
    Story story = Story.of(Story.MUTEX).acquireWithToken(1, 7, 0, 1).close(1, 2, 3);

    assertTrue(Checks.tokens(story.history()).isLegal(), "a single token was rejected");
    story.acquireWithToken(2, 7, 4, 5).close(2, 6, 7);
    Proof proof = Checks.tokens(story.history()).proof().orElseThrow();
    assertEquals("FEN-01", proof.rule());
    assertTrue(proof.finding().endsWith("have 7 and then 7."), proof::finding);
  }

  @Test
  void theTableHasAColumnForEachThread() {
    Proof proof =
        proof(
            Story.of(Story.MUTEX)
                .acquire(1, WRITE, 0, 500_000)
                .acquire(2, WRITE, 100_000, 900_000)
                .close(1, 2_740_000, 2_750_000)
                .close(2, 9_000_000, 9_000_001));

    assertEquals(
        """
                    time  pid 1, t1                           pid 2, t2
             0.000000 ms  h1 acquire WRITE, now or never ...
             0.100000 ms                                      h2 acquire WRITE, now or never ...
             0.500000 ms  ... h1 granted
        !    0.900000 ms                                      ... h2 granted
        !    2.740000 ms  h1 close ...
             2.750000 ms  ... h1 closed
             9.000000 ms                                      h2 close ...
             9.000001 ms                                      ... h2 closed
        """,
        WitnessTable.of(proof));
  }

  private static Proof proof(Story story) {
    return Checks.safety(story.history()).proof().orElseThrow();
  }

  private static void assertLegal(Story story) {
    Answer answer = Checks.safety(story.history());
    assertTrue(answer.isLegal(), () -> "wrongly accused: " + answer);
  }
}
