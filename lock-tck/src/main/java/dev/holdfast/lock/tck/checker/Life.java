package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.Outcome;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** What was done to one handle, and what it therefore certainly and possibly held when. */
final class Life {

  /*
   * An operation takes effect between its call and its return, so a handle certainly has its mode
   * from the RETURN of what strengthens it until the CALL of what weakens it. It possibly has it from
   * the CALL of what strengthens it until the RETURN of what weakens it.
   *
   * Upgrades and downgrades that are done alternate. So whatever their order, a handle is certainly
   * exclusive if more upgrades have returned than downgrades were called, and possibly if more
   * upgrades were called than downgrades have returned. A handle that is acquired exclusively counts
   * as upgraded once.
   *
   * What did not say OK:
   *   - an acquisition that FAILED or was INTERRUPTED has no life. One that was CANCELLED, ended in an
   *     ERROR or is UNKNOWN certainly holds nothing, and possibly holds from its call on;
   *   - the same goes for upgrades; the handle keeps its base mode meanwhile;
   *   - a downgrade or close certainly ends something at its call unless it FAILED, and has certainly
   *     ended it only if it is OK;
   *   - a fault that may take the lock ends what is certain when it is sent.
   *
   * Of several closes, the first call may be the one that releases, and the last of those that were
   * under way when the first returned may be.
   */

  private final History history;
  private final FaultTable faults;
  private int[] rows = new int[8];
  private int size;

  private int acquired;
  private long hit;
  private long firstClose;
  private long closed;

  Life(History history, FaultTable faults) {
    this.history = history;
    this.faults = faults;
  }

  void begin() {
    size = 0;
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
      if (history.action(rows[i]) == Action.ACQUIRE) {
        throw malformed(rows[i], "acquires handle h%d, which was acquired before.");
      }
    }
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
        "This is no history: entry " + (row + 1) + " " + what.formatted(history.handle(row)));
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
    return mayHaveEffect(acquired);
  }

  private boolean mayHaveEffect(int row) {
    return switch (history.outcome(row)) {
      case OK, CANCELLED, ERROR, UNKNOWN -> true;
      case FAILED, INTERRUPTED -> false;
    };
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

  /** Whether nothing but a close happens to it: so it is with nearly all handles. */
  private boolean neverChanges() {
    return size == 1 || (size == 2 && history.action(rows[1]) == Action.CLOSE);
  }

  /**
   * Adds what the handle certainly held: its weakest mode throughout, and besides WRITE where it
   * was upgraded.
   */
  void addCores(Spans cores) {
    if (!hasCore()) {
      return;
    }
    long from = history.returned(acquired);
    long to = coreEnd();
    LockMode weakest = weakest();
    cores.add(from, to, weakest, acquired);
    if (!neverChanges()) {
      addUpgrades(cores, from, to, weakest, true);
    }
  }

  /** The weakest mode that it ever has. */
  LockMode weakest() {
    LockMode weakest = history.mode(acquired);
    for (int i = 1; i < size; i++) {
      boolean lowers =
          history.action(rows[i]) == Action.DOWNGRADE && history.outcome(rows[i]) != Outcome.FAILED;
      weakest = lowers ? weaker(weakest, history.mode(rows[i])) : weakest;
    }
    return weakest;
  }

  /**
   * Adds what the handle possibly held, if it held it no longer than between these instants: its
   * weakest mode throughout, and besides WRITE where it may have been upgraded.
   */
  void addPossible(Spans possible, long from, long to) {
    LockMode weakest = weakest();
    possible.add(from, to, weakest, acquired);
    if (!neverChanges()) {
      addUpgrades(possible, from, to, weakest, false);
    }
  }

  private void addUpgrades(Spans spans, long from, long to, LockMode weakest, boolean certain) {
    int upgrades = history.mode(acquired) == LockMode.WRITE && weakest != LockMode.WRITE ? 1 : 0;
    int granting = acquired;
    long since = from;
    for (int row : changesByTime(certain)) {
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

  /** The upgrades and downgrades that certainly, or possibly, had their effect. */
  private int[] changesByTime(boolean certain) {
    return IntStream.range(1, size)
        .map(i -> rows[i])
        .filter(row -> isChange(row, certain))
        .boxed()
        .sorted(Comparator.comparingLong(row -> instant(row, certain)))
        .mapToInt(row -> row)
        .toArray();
  }

  /** An upgrade counts if it is certain, a downgrade if it is possible; or the other way round. */
  private boolean isChange(int row, boolean certain) {
    Outcome outcome = history.outcome(row);
    return switch (history.action(row)) {
      case UPGRADE -> certain ? outcome == Outcome.OK : mayHaveEffect(row);
      case DOWNGRADE -> certain ? outcome != Outcome.FAILED : outcome == Outcome.OK;
      case ACQUIRE, CLOSE -> false;
    };
  }

  /** For what is certain, upgrades count by their return and downgrades by their call. */
  private long instant(int row, boolean certain) {
    boolean up = history.action(row) == Action.UPGRADE;
    return up == certain ? history.returned(row) : history.called(row);
  }

  private static LockMode weaker(LockMode one, LockMode other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
