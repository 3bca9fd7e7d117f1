package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.Outcome;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How the mode of one handle changes by upgrades and downgrades, certainly and possibly. */
final class Changes {

  /*
   * A handle is exclusive or not, and upgrades and downgrades that have their effect alternate.
   *
   * POSSIBLY, it is exclusive if more upgrades were called than downgrades have returned, whatever
   * their order; a handle that is acquired exclusively counts as upgraded once. An upgrade counts if
   * it may have had its effect, a downgrade only if it is OK.
   *
   * CERTAINLY, it becomes exclusive at the return of an upgrade that is OK, and ceases to be at the
   * call of a downgrade that did not fail. What was cancelled or ended in an error may have had its
   * effect or not, and what comes later may tell. If the changes of the handle come one after the
   * other and do not touch, then of the changes up to the next upgrade
   *   (1) a downgrade that is OK proves that the handle was exclusive until then;
   *   (2) so an upgrade of no certain outcome before it, of a handle that was not exclusive, has had
   *       its effect;
   *   (3) and a downgrade of no certain outcome before it has not had it;
   *   (4) if there is no such downgrade, the handle is the weaker for all that is not certain.
   * If changes touch or overlap, they are counted as above, but an upgrade only if it is OK, by its
   * return, and a downgrade unless it failed, by its call.
   */

  private final History history;
  private int[] rows = new int[8];
  private int size;
  private int acquired;
  private boolean inTurn;
  private LockMode weakest = LockMode.WRITE;

  Changes(History history) {
    this.history = history;
  }

  void begin() {
    size = 0;
  }

  /** Adds an upgrade or a downgrade; in the order of the calls. */
  void add(int row) {
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, size * 2);
    }
    rows[size++] = row;
  }

  /** To be called when all are added. */
  void complete(int acquisition) {
    acquired = acquisition;
    inTurn = true;
    for (int i = 1; i < size && inTurn; i++) {
      inTurn = history.returned(rows[i - 1]) < history.called(rows[i]);
    }
    weakest = history.mode(acquired);
    for (int i = 0; i < size; i++) {
      boolean lowers =
          history.action(rows[i]) == Action.DOWNGRADE
              && mayHaveEffect(history.outcome(rows[i]))
              && !isTold(i);
      weakest = lowers ? weaker(weakest, history.mode(rows[i])) : weakest;
    }
  }

  /** The weakest mode that the handle ever has. */
  LockMode weakest() {
    return weakest;
  }

  private static LockMode weaker(LockMode one, LockMode other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  /** Adds the spans between two instants in which the handle was certainly exclusive. */
  void addCertain(Spans spans, long from, long to) {
    if (size == 0) {
      return;
    }
    if (!inTurn) {
      addCounted(spans, from, to, true);
      return;
    }
    boolean exclusive = startsExclusive();
    int granting = acquired;
    long since = from;
    for (int i = 0; i < size; i++) {
      int row = rows[i];
      boolean up = history.action(row) == Action.UPGRADE;
      if (up && !exclusive && (isOk(row) || isTold(i))) {
        exclusive = true;
        granting = row;
        since = history.returned(row);
      } else if (!up && exclusive && isCertainChange(row) && !isTold(i)) {
        exclusive = false;
        add(spans, since, Math.min(history.called(row), to), granting);
      }
    }
    if (exclusive) {
      add(spans, since, to, granting);
    }
  }

  /** Adds the spans between two instants in which the handle was possibly exclusive. */
  void addPossible(Spans spans, long from, long to) {
    if (size > 0) {
      addCounted(spans, from, to, false);
    }
  }

  /** Otherwise the weakest mode says so already. */
  private boolean startsExclusive() {
    return history.mode(acquired) == LockMode.WRITE && weakest != LockMode.WRITE;
  }

  private boolean isOk(int row) {
    return history.outcome(row) == Outcome.OK;
  }

  private boolean isUncertain(int row) {
    return switch (history.outcome(row)) {
      case CANCELLED, ERROR -> true;
      case OK, FAILED, INTERRUPTED, UNKNOWN -> false;
    };
  }

  /**
   * Whether a change has no certain outcome, but a downgrade that is OK comes before the next
   * upgrade, see (1).
   */
  private boolean isTold(int change) {
    if (!inTurn || !isUncertain(rows[change])) {
      return false;
    }
    for (int i = change + 1; i < size; i++) {
      if (history.action(rows[i]) == Action.UPGRADE) {
        if (mayHaveEffect(history.outcome(rows[i]))) {
          return false;
        }
      } else if (isOk(rows[i])) {
        return true;
      }
    }
    return false;
  }

  /** Whether what was asked for may have been done. */
  static boolean mayHaveEffect(Outcome outcome) {
    return switch (outcome) {
      case OK, CANCELLED, ERROR, UNKNOWN -> true;
      case FAILED, INTERRUPTED -> false;
    };
  }

  private void addCounted(Spans spans, long from, long to, boolean certain) {
    int upgrades = startsExclusive() ? 1 : 0;
    int granting = acquired;
    long since = from;
    for (int row : byTime(certain)) {
      boolean up = history.action(row) == Action.UPGRADE;
      if (up && ++upgrades == 1) {
        since = instant(row, certain);
        granting = row;
      } else if (!up && --upgrades == 0) {
        add(spans, since, Math.min(instant(row, certain), to), granting);
      }
    }
    if (upgrades > 0) {
      add(spans, since, to, granting);
    }
  }

  private static void add(Spans spans, long from, long to, int granting) {
    if (from <= to) {
      spans.add(from, to, LockMode.WRITE, granting);
    }
  }

  private int[] byTime(boolean certain) {
    return IntStream.range(0, size)
        .map(i -> rows[i])
        .filter(row -> certain ? isCertainChange(row) : isPossibleChange(row))
        .boxed()
        .sorted(Comparator.comparingLong(row -> instant(row, certain)))
        .mapToInt(row -> row)
        .toArray();
  }

  private boolean isCertainChange(int row) {
    return history.action(row) == Action.UPGRADE ? isOk(row) : mayHaveEffect(history.outcome(row));
  }

  private boolean isPossibleChange(int row) {
    return history.action(row) == Action.UPGRADE ? mayHaveEffect(history.outcome(row)) : isOk(row);
  }

  /** For what is certain, upgrades count by their return and downgrades by their call. */
  private long instant(int row, boolean certain) {
    boolean up = history.action(row) == Action.UPGRADE;
    return up == certain ? history.returned(row) : history.called(row);
  }
}
