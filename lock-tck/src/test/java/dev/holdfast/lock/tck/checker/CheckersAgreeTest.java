package dev.holdfast.lock.tck.checker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.checker.RandomHistories.Primitive;
import dev.holdfast.lock.tck.checker.RandomHistories.Trouble;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.Fault;
import dev.holdfast.lock.tck.history.Fault.Kind;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.HistoryWriter;
import dev.holdfast.lock.tck.history.Operation;
import dev.holdfast.lock.tck.history.Outcome;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The checkers agree with the exhaustive oracle on random small histories. The system property
 * {@value #HISTORIES} says on how many for each primitive, {@value #SEED} where they begin.
 */
class CheckersAgreeTest {

  static final String HISTORIES = "lock.tck.fuzz.histories";
  static final String SEED = "lock.tck.fuzz.seed";

  private static final int BY_DEFAULT = 10_000;

  private int safe;
  private int legal;
  private int fenced;
  private int justified;
  private int alone;
  private int refused;

  @ParameterizedTest
  @EnumSource(Primitive.class)
  void withTheOracle(Primitive primitive) {
    int histories = Integer.getInteger(HISTORIES, BY_DEFAULT);
    long seed = Long.getLong(SEED, 4711);
    long began = System.nanoTime();
    for (int i = 0; i < histories; i++) {
      Trouble trouble = List.of(Trouble.values()).get(i % Trouble.values().length);
      History history = RandomHistories.next(new SplittableRandom(seed + i), primitive, trouble);
      try {
        agree(history.withStrictTry(true), primitive, trouble);
      } catch (AssertionError | RuntimeException e) {
        fail("seed " + (seed + i) + ", " + primitive + ", " + trouble + ":\n" + text(history), e);
      }
    }
    System.out.printf(
        "%s: %d histories in %.1f s: %d safe, %d fenced, %d legal, %d with all refusals justified; %d"
            + " refusals, %d of attempts that were alone%n",
        primitive,
        histories,
        (System.nanoTime() - began) / 1e9,
        safe,
        fenced,
        legal,
        justified,
        refused,
        alone);
    assertAround(histories, safe, "safe");
    assertAround(histories, legal, "legal");
    assertTrue(alone > histories / 200, "hardly any attempt was refused although it was alone");
  }

  private static void assertAround(int histories, int some, String what) {
    assertTrue(
        some > histories / 10 && some < histories * 9 / 10,
        () -> some + " of " + histories + " random histories are " + what);
  }

  private void agree(History history, Primitive primitive, Trouble trouble) {
    boolean isSafe = Oracle.isSafe(history);
    boolean isLegal = Oracle.isLegal(history);
    boolean sweep = isLegal(Checks.safety(history), Oracle::isSafe);
    boolean inTurn =
        !anyHandleIsChangedAndClosedAtOnce(history) && !anyIsOkAfterItsHandleWasHit(history);
    assertTrue(inTurn ? sweep == isSafe : sweep || !isSafe, "the sweep: " + sweep);
    boolean linearizer = isLegal(Checks.exact(history, Checks.BUDGET), Oracle::isLegal);
    assertEquals(isLegal, linearizer, "the linearizer");
    safe += isSafe ? 1 : 0;
    legal += isLegal ? 1 : 0;
    if (isSafe) {
      boolean isFenced = Oracle.isSafeAndFenced(history);
      boolean tokens = isLegal(Checks.tokens(history), Oracle::isSafeAndFenced);
      assertTrue(inTurn ? tokens == isFenced : tokens || !isFenced, "the tokens: " + tokens);
      fenced += isFenced ? 1 : 0;
      refusalsAgree(history, primitive, trouble, isLegal);
    }
  }

  /** What the answer says; the witness of a proof has to be illegal by itself. */
  private static boolean isLegal(Answer answer, Predicate<History> oracle) {
    answer
        .proof()
        .ifPresent(
            proof ->
                assertFalse(
                    oracle.test(History.of(proof.witness())),
                    () -> "the witness proves nothing: " + text(History.of(proof.witness()))));
    return answer.isLegal();
  }

  /** Then the sweep takes the handle to be weaker than it may have been. */
  private static boolean anyHandleIsChangedAndClosedAtOnce(History history) {
    List<Operation> all = operations(history);
    return all.stream()
        .filter(CheckersAgreeTest::isChange)
        .anyMatch(
            it ->
                all.stream()
                    .filter(other -> other.handle() == it.handle() && !other.equals(it))
                    .anyMatch(
                        other ->
                            (isChange(other) && anyChangeIsUncertain(all, it.handle()))
                                ? overlaps(it, other)
                                : overlapsProperly(it, other)));
  }

  private static boolean isChange(Operation it) {
    return it.action() == Action.UPGRADE || it.action() == Action.DOWNGRADE;
  }

  private static boolean anyChangeIsUncertain(List<Operation> all, long handle) {
    return all.stream()
        .filter(it -> it.handle() == handle && isChange(it))
        .anyMatch(it -> it.outcome() == Outcome.CANCELLED || it.outcome() == Outcome.ERROR);
  }

  private static boolean overlapsProperly(Operation one, Operation other) {
    return one.called() < other.returned().orElse(Long.MAX_VALUE)
        && other.called() < one.returned().orElse(Long.MAX_VALUE);
  }

  /** Then the sweep does not ask when it was held. */
  private static boolean anyIsOkAfterItsHandleWasHit(History history) {
    return operations(history).stream()
        .filter(it -> it.isOk() && it.action() != Action.CLOSE)
        .anyMatch(
            it ->
                history.faults().stream()
                    .filter(fault -> fault.kind() == Kind.KILL || fault.kind() == Kind.LOSS)
                    .filter(fault -> mayHit(fault, acquisitionOf(it, history)))
                    .anyMatch(fault -> fault.called() < it.returned().orElseThrow()));
  }

  private static Operation acquisitionOf(Operation it, History history) {
    return operations(history).stream()
        .filter(other -> other.handle() == it.handle() && other.action() == Action.ACQUIRE)
        .findFirst()
        .orElseThrow();
  }

  private static boolean mayHit(Fault fault, Operation it) {
    return fault.handle().isPresent()
        ? fault.handle().getAsLong() == it.handle()
        : fault.pid() == it.actor().pid();
  }

  private void refusalsAgree(
      History history, Primitive primitive, Trouble trouble, boolean isLegal) {
    boolean strict = isLegal(Checks.failures(history), Oracle::isLegal);
    boolean lenient = isLegal(Checks.failures(history.withStrictTry(false)), Oracle::isLegal);
    boolean isExact =
        trouble == Trouble.NONE
            && (primitive == Primitive.MUTEX || primitive == Primitive.READER_WRITER);
    if (isExact) {
      assertEquals(isLegal, strict, "justified failures, which are exact here");
    }
    assertTrue(strict || !isLegal, "a legal refusal was called unjustified");
    assertTrue(lenient || !strict, "a justified refusal was called one of a free lock");
    assertTrue(
        !lenient || !anyIsRefusedAloneOnAFreeLock(history), "a refusal by a free lock was missed");
    assertTrue(lenient || anyIsRefusedAlone(history), "a refusal was accused that was not alone");
    justified += strict ? 1 : 0;
    alone += lenient ? 0 : 1;
    refused += (int) operations(history).stream().filter(CheckersAgreeTest::isRefusal).count();
  }

  /** What was cancelled or ended in an error may go on behind its future. */
  private static boolean isUnderWay(Operation it, Operation during) {
    boolean goesOn = it.outcome() == Outcome.CANCELLED || it.outcome() == Outcome.ERROR;
    return overlaps(it, during)
        || (goesOn && it.called() <= during.returned().orElse(Long.MAX_VALUE));
  }

  /** By the definition, and without narrowing down who possibly held the lock. */
  private static boolean anyIsRefusedAloneOnAFreeLock(History history) {
    List<Operation> all = operations(history);
    return all.stream().anyMatch(it -> isRefusedAlone(all, it) && isFree(all, it));
  }

  private static boolean anyIsRefusedAlone(History history) {
    List<Operation> all = operations(history);
    return all.stream().anyMatch(it -> isRefusedAlone(all, it));
  }

  private static boolean isRefusedAlone(List<Operation> all, Operation refusal) {
    return isRefusal(refusal)
        && all.stream()
            .noneMatch(it -> !it.equals(refusal) && isAttempt(it) && isUnderWay(it, refusal));
  }

  private static boolean isFree(List<Operation> all, Operation refusal) {
    int load = refusal.weight();
    for (Operation it : all) {
      boolean mayHold =
          it.action() == Action.ACQUIRE
              && it.handle() != refusal.handle()
              && it.outcome() != Outcome.FAILED
              && it.outcome() != Outcome.INTERRUPTED
              && it.called() <= refusal.returned().orElseThrow()
              && lastClose(all, it) >= refusal.called();
      if (mayHold) {
        load += it.weight();
        boolean upgraded =
            all.stream()
                .anyMatch(up -> up.handle() == it.handle() && up.action() == Action.UPGRADE);
        LockMode mode = upgraded ? LockMode.WRITE : it.mode();
        if (mode != LockMode.PERMIT && mode.conflictsWith(refusal.mode())) {
          return false;
        }
      }
    }
    return refusal.mode() != LockMode.PERMIT || load <= refusal.resource().permits();
  }

  private static long lastClose(List<Operation> all, Operation acquisition) {
    return all.stream()
        .filter(it -> it.handle() == acquisition.handle() && it.action() == Action.CLOSE)
        .mapToLong(it -> it.isOk() ? it.returned().orElseThrow() : Long.MAX_VALUE)
        .max()
        .orElse(Long.MAX_VALUE);
  }

  private static boolean isAttempt(Operation it) {
    return it.action() == Action.ACQUIRE || it.action() == Action.UPGRADE;
  }

  private static boolean isRefusal(Operation it) {
    return isAttempt(it) && it.outcome() == Outcome.FAILED;
  }

  private static boolean overlaps(Operation one, Operation other) {
    return one.called() <= other.returned().orElse(Long.MAX_VALUE)
        && other.called() <= one.returned().orElse(Long.MAX_VALUE);
  }

  private static List<Operation> operations(History history) {
    return history.entries().stream()
        .filter(Operation.class::isInstance)
        .map(Operation.class::cast)
        .toList();
  }

  private static String text(History history) {
    StringWriter text = new StringWriter();
    try {
      HistoryWriter.write(history, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
