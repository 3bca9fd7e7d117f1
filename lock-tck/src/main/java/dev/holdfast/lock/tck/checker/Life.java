package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.Outcome;
import java.util.Arrays;

/** What was done to one handle, and what it therefore certainly and possibly held when. */
final class Life {

  /*
   * An operation takes effect between its call and its return, so a handle certainly has its mode
   * from the RETURN of what strengthens it until the CALL of what weakens it. It possibly has it from
   * the CALL of what strengthens it until the RETURN of what weakens it.
   *
   * How upgrades and downgrades change the mode, see Changes.
   *
   * What did not say OK:
   *   - an acquisition that FAILED or was INTERRUPTED has no life. One that was CANCELLED, ended in an
   *     ERROR or is UNKNOWN certainly holds nothing, and possibly holds from its call on;
   *   - a close certainly ends something at its call unless it FAILED, and has certainly ended it only
   *     if it is OK;
   *   - a fault that may take the lock ends what is certain when it is sent.
   *
   * Of several closes, the first call may be the one that releases, and the last of those that were
   * under way when the first returned may be.
   */

  private final History history;
  private final FaultTable faults;
  private final Changes changes;
  private int[] rows = new int[8];
  private int size;

  private int acquired;
  private long hit;
  private long firstClose;
  private long closed;

  Life(History history, FaultTable faults) {
    this.history = history;
    this.faults = faults;
    this.changes = new Changes(history);
  }

  void begin() {
    size = 0;
    changes.begin();
  }

  /** Adds an operation; in the order of the calls. */
  void add(int row) {
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, size * 2);
    }
    rows[size++] = row;
  }

  void complete() {
    moveAcquisitionToFront();
    acquired = rows[0];
    for (int i = 1; i < size; i++) {
      switch (history.action(rows[i])) {
        case ACQUIRE -> throw malformed(rows[i], "acquires handle h%d, which was acquired before.");
        case UPGRADE, DOWNGRADE -> changes.add(rows[i]);
        case CLOSE -> {}
      }
    }
    changes.complete(acquired);
    hit = faults.firstHit(history, acquired);
    findClose();
  }

  /** It was called first, but what was called at the same instant may stand before it. */
  private void moveAcquisitionToFront() {
    int at = 0;
    while (history.action(rows[at]) != Action.ACQUIRE) {
      at++;
      if (at == size || history.called(rows[at]) != history.called(rows[0])) {
        throw malformed(rows[0], "is about handle h%d, which nobody has acquired before.");
      }
    }
    int row = rows[at];
    System.arraycopy(rows, 0, rows, 1, at);
    rows[0] = row;
  }

  private IllegalArgumentException malformed(int row, String what) {
    return new IllegalArgumentException(
        "This is no history: the %s that was called at %d %s"
            .formatted(
                history.action(row), history.called(row), what.formatted(history.handle(row))));
  }

  private void findClose() {
    firstClose = History.NEVER;
    closed = History.NEVER;
    for (int i = 1; i < size; i++) {
      int row = rows[i];
      if (history.action(row) != Action.CLOSE || history.outcome(row) == Outcome.FAILED) {
        continue;
      }
      firstClose = Math.min(firstClose, history.called(row));
      if (history.outcome(row) == Outcome.OK) {
        closed = Math.min(closed, history.returned(row));
      }
    }
    long over = closed;
    for (int i = 1; i < size && over != History.NEVER; i++) {
      int row = rows[i];
      boolean shares = history.action(row) == Action.CLOSE && history.outcome(row) == Outcome.OK;
      if (shares && history.called(row) <= over) {
        closed = Math.max(closed, history.returned(row));
      }
    }
  }

  /** The row of the acquisition. */
  int acquisition() {
    return acquired;
  }

  long handle() {
    return history.handle(acquired);
  }

  int operations() {
    return size;
  }

  /** The row of an operation; the first is the acquisition. */
  int row(int operation) {
    return rows[operation];
  }

  /** When it was first hit by a fault, {@link History#NEVER} if it was not. */
  long hit() {
    return hit;
  }

  /** Whether the acquisition is certain to have taken effect. */
  boolean isGranted() {
    return history.outcome(acquired) == Outcome.OK;
  }

  /** Whether the acquisition may have taken effect. */
  boolean isPossible() {
    return Changes.mayHaveEffect(history.outcome(acquired));
  }

  /** Whether there is a time at which the handle certainly holds the lock. */
  boolean hasCore() {
    return isGranted() && history.returned(acquired) <= coreEnd();
  }

  /** Until when it certainly holds the lock. */
  long coreEnd() {
    return Math.min(firstClose, hit);
  }

  /** Until when it possibly holds the lock. */
  long closed() {
    return closed;
  }

  /** The weakest mode that it ever has. */
  LockMode weakest() {
    return changes.weakest();
  }

  /**
   * Adds what the handle certainly held: its weakest mode throughout, and besides WRITE where it
   * was upgraded.
   */
  void addCores(Spans cores) {
    if (hasCore()) {
      long from = history.returned(acquired);
      cores.add(from, coreEnd(), weakest(), acquired);
      changes.addCertain(cores, from, coreEnd());
    }
  }

  /**
   * Adds what the handle possibly held, if it held it no longer than between these instants: its
   * weakest mode throughout, and besides WRITE where it may have been upgraded.
   */
  void addPossible(Spans possible, long from, long to) {
    possible.add(from, to, weakest(), acquired);
    changes.addPossible(possible, from, to);
  }
}
