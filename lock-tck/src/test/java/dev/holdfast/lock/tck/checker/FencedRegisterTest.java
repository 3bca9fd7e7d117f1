package dev.holdfast.lock.tck.checker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.history.Actor;
import dev.holdfast.lock.tck.history.FencedWrite;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FencedRegisterTest {

  private static final Actor ACTOR = new Actor("p", 1, "t");

  @Test
  void aSmallerTokenIsNotAcceptedAfterAGreaterOne() {
    Proof proof =
        Checks.fencedWrites(
                History.of(List.of(write(9, 0, 10, Outcome.OK), write(8, 11, 20, Outcome.OK))))
            .proof()
            .orElseThrow();
    assertEquals("FEN-03", proof.rule());
    assertEquals(
        "A write with token 8, by handle h8 (pid 1, thread t), was accepted although one with token"
            + " 9, by handle h9 (pid 1, thread t), had been accepted before.",
        proof.finding());
  }

  @Test
  void aTokenIsNotRefusedWithoutAGreaterOne() {
    assertLegal(write(9, 0, 10, Outcome.OK), write(8, 10, 20, Outcome.FAILED));
    assertIllegal(write(8, 0, 10, Outcome.OK), write(8, 11, 20, Outcome.FAILED));
    assertIllegal(write(8, 0, 10, Outcome.FAILED), write(9, 11, 20, Outcome.OK));
    assertIllegal(write(8, 0, 10, Outcome.FAILED), write(9, 5, 20, Outcome.FAILED));
  }

  @Test
  void whatNeverReturnedExcuses() {
    assertLegal(write(9, 5, NEVER, Outcome.UNKNOWN), write(8, 0, 10, Outcome.FAILED));
    assertIllegal(write(9, 11, NEVER, Outcome.UNKNOWN), write(8, 0, 10, Outcome.FAILED));
    assertIllegal(write(8, 5, NEVER, Outcome.UNKNOWN), write(8, 0, 10, Outcome.FAILED));
  }

  @Test
  void writesThatTouchAccuseNobody() {
    assertLegal(write(9, 0, 10, Outcome.OK), write(8, 10, 20, Outcome.OK));
  }

  /** Against all orders of a few writes. What never returned only excuses. */
  @Test
  void agreesWithTheDefinition() {
    int legal = 0;
    int histories = Math.min(200_000, Integer.getInteger(CheckersAgreeTest.HISTORIES, 10_000));
    for (int i = 0; i < histories; i++) {
      List<FencedWrite> writes = randomWrites(new SplittableRandom(i));
      boolean expected = hasLegalOrder(new ArrayList<>(writes), Long.MIN_VALUE);
      boolean found = Checks.fencedWrites(History.of(writes)).isLegal();
      boolean allReturned = writes.stream().allMatch(it -> it.outcome() != Outcome.UNKNOWN);
      String seed = "seed " + i + ": " + writes;
      assertTrue(allReturned ? found == expected : found || !expected, seed);
      legal += expected ? 1 : 0;
    }
    int some = legal;
    assertTrue(some > histories / 10 && some < histories * 9 / 10, () -> some + " are legal");
  }

  private static List<FencedWrite> randomWrites(SplittableRandom random) {
    List<FencedWrite> writes = new ArrayList<>();
    int number = 2 + random.nextInt(4);
    long greatest = 0;
    for (int i = 0; i < number; i++) {
      long called = i * 4L + random.nextLong(3);
      long token = 1 + random.nextLong(5);
      boolean isOk = random.nextInt(8) == 0 ? token < greatest : token >= greatest;
      greatest = isOk ? Math.max(greatest, token) : greatest;
      Outcome outcome =
          random.nextInt(6) == 0 ? Outcome.UNKNOWN : isOk ? Outcome.OK : Outcome.FAILED;
      long returned = outcome == Outcome.UNKNOWN ? NEVER : called + random.nextLong(10);
      writes.add(write(token, called, returned, outcome));
    }
    return writes;
  }

  /** Whether these, or these without some that never returned, can come one after the other. */
  private static boolean hasLegalOrder(List<FencedWrite> left, long greatest) {
    if (left.stream().allMatch(write -> write.outcome() == Outcome.UNKNOWN)) {
      return true;
    }
    for (FencedWrite next : left) {
      boolean isFirst =
          left.stream()
              .filter(write -> write.outcome() != Outcome.UNKNOWN)
              .noneMatch(write -> write.returned().orElseThrow() < next.called());
      boolean accepts = next.token() >= greatest;
      boolean isRight =
          next.outcome() == Outcome.UNKNOWN || accepts == (next.outcome() == Outcome.OK);
      List<FencedWrite> others = new ArrayList<>(left);
      others.remove(next);
      if (isFirst && isRight && hasLegalOrder(others, accepts ? next.token() : greatest)) {
        return true;
      }
    }
    return false;
  }

  private static final long NEVER = History.NEVER;

  private static FencedWrite write(long token, long called, long returned, Outcome outcome) {
    return new FencedWrite(
        0,
        Story.MUTEX,
        ACTOR,
        token,
        token,
        called,
        returned == NEVER ? OptionalLong.empty() : OptionalLong.of(returned),
        outcome);
  }

  private static void assertLegal(FencedWrite... writes) {
    assertTrue(Checks.fencedWrites(History.of(List.of(writes))).isLegal(), "wrongly accused");
  }

  private static void assertIllegal(FencedWrite... writes) {
    assertFalse(Checks.fencedWrites(History.of(List.of(writes))).isLegal(), "not found");
  }
}
