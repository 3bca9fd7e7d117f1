package dev.holdfast.lock.tck.checker;

import static dev.holdfast.lock.LockMode.READ;
import static dev.holdfast.lock.LockMode.UPGRADEABLE;
import static dev.holdfast.lock.LockMode.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.HistoryReader;
import dev.holdfast.lock.tck.history.HistoryWriter;
import dev.holdfast.lock.tck.history.Outcome;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureCheckTest {

  private static final Story REFUSED_BY_A_FREE_LOCK =
      Story.of(Story.MUTEX).acquire(1, WRITE, 0, 1).close(1, 2, 3).fails(2, WRITE, 10, 20);

  @Test
  void whoIsAloneIsNotRefusedByAFreeLock() {
    Proof proof = Checks.failures(REFUSED_BY_A_FREE_LOCK.history()).proof().orElseThrow();
    assertEquals(
        "ACQ-03 violated: handle h2 (pid 2, thread t2, WRITE 'orders') was not granted although the"
            + " lock was free for it and nobody else asked.",
        proof.headline());
  }

  /** Somebody may have come of whom nothing is recorded. */
  @Test
  void whenTheRecordIsNotCompleteNobodyIsAccused() throws Exception {
    assertFalse(Checks.failures(completeUntil(21)).isLegal(), "it returned before that");
    assertTrue(Checks.failures(completeUntil(20)).isLegal(), "wrongly accused");
  }

  private static History completeUntil(long instant) throws Exception {
    var file = new StringWriter();
    HistoryWriter.write(REFUSED_BY_A_FREE_LOCK.history(), file);
    String text =
        file.toString().replace("\"strictTry\"", "\"completeUntil\":" + instant + ",\"strictTry\"");
    return HistoryReader.read(new StringReader(text), "history");
  }

  /** Its future is over, but its place in a queue need not be empty yet. */
  @Test
  void whoWasCancelledMayStillBeInTheWay() {
    for (Outcome outcome : List.of(Outcome.CANCELLED, Outcome.ERROR)) {
      assertTrue(
          Checks.failures(
                  Story.of(Story.READER_WRITER)
                      .acquire(1, READ, 0, 5, outcome)
                      .fails(2, READ, 10, 20)
                      .history())
              .isLegal(),
          outcome::toString);
    }
    assertFalse(
        Checks.failures(
                Story.of(Story.READER_WRITER)
                    .acquire(1, READ, 0, 5, Outcome.INTERRUPTED)
                    .fails(2, READ, 10, 20)
                    .history())
            .isLegal(),
        "who was interrupted is not in the way");
  }

  @Test
  void aHoldThatMayHaveLastedIsAReason() {
    assertTrue(
        Checks.failures(
                Story.of(Story.MUTEX)
                    .acquire(1, WRITE, 0, 1)
                    .close(1, 2, 10)
                    .fails(2, WRITE, 10, 20)
                    .history())
            .isLegal());
  }

  /** That the first holder is gone is only known because another one came after it. */
  @Test
  void theWitnessHasWhoEndsTheHoldOfAHandleThatWasUpgraded() {
    History history =
        Story.of(Story.READER_WRITER)
            .acquire(1, UPGRADEABLE, 0, 1)
            .acquire(2, WRITE, 1, 5)
            .close(1, 3, 25)
            .upgrade(1, 5, 11, Outcome.OK)
            .close(2, 6, 9)
            .fails(4, UPGRADEABLE, 12, 14)
            .acquire(5, READ, 12, 14)
            .history();
    Proof proof = Checks.failures(history.withStrictTry(true)).proof().orElseThrow();
    assertFalse(Oracle.isLegal(History.of(proof.witness())), () -> proof.witness().toString());
  }
}
