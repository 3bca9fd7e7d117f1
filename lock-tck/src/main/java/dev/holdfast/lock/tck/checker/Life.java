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
    for (int i = 1; i < size && closed != History.NEVER; i++) {
      int row = rows[i];
      if (history.action(row) == Action.CLOSE && history.called(row) <= closed) {
        closed =
            Math.max(closed, history.outcome(row) == Outcome.OK ? history.returned(row) : closed);
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
    return switch (history.outcome(acquired)) {
      case OK, CANCELLED, ERROR, UNKNOWN -> true;
      case FAILED, INTERRUPTED -> false;
    };
  }

  /** Adds what the handle certainly held. */
  void addCores(Spans cores) {
    if (!isGranted()) {
      return;
    }
    long end = Math.min(firstClose, hit);
    long from = history.returned(acquired);
    if (from > end) {
      return;
    }
    if (size <= 2) { // nothing but a close
      cores.add(from, end, history.mode(acquired), acquired);
      return;
    }
    addChanging(cores, from, end);
  }

  private void addChanging(Spans cores, long begin, long end) {
    LockMode acquiredMode = history.mode(acquired);
    LockMode base = acquiredMode;
    int upgrades = acquiredMode == LockMode.WRITE ? 1 : 0;
    int granting = acquired;
    long from = begin;
    for (int at : changesByTime()) {
      int row = rows[at];
      boolean up = history.action(row) == Action.UPGRADE;
      long instant = up ? history.returned(row) : history.called(row);
      if (instant > end) {
        break;
      }
      LockMode before = upgrades > 0 ? LockMode.WRITE : base;
      upgrades += up ? 1 : -1;
      if (!up) {
        base = base == LockMode.WRITE ? history.mode(row) : weaker(base, history.mode(row));
      }
      LockMode after = upgrades > 0 ? LockMode.WRITE : base;
      if (after != before) {
        cores.add(from, instant, before, granting);
        from = instant;
        granting = up ? row : acquired;
      }
    }
    cores.add(from, end, upgrades > 0 ? LockMode.WRITE : base, granting);
  }

  /** The upgrades that are certain by their returns and the downgrades by their calls. */
  private int[] changesByTime() {
    int[] changes = new int[size];
    int count = 0;
    for (int i = 1; i < size; i++) {
      int row = rows[i];
      boolean counts =
          switch (history.action(row)) {
            case UPGRADE -> history.outcome(row) == Outcome.OK;
            case DOWNGRADE -> history.outcome(row) != Outcome.FAILED;
            case ACQUIRE, CLOSE -> false;
          };
      if (counts) {
        int at = count++;
        while (at > 0 && instant(rows[changes[at - 1]]) > instant(row)) {
          changes[at] = changes[at - 1];
          at--;
        }
        changes[at] = i;
      }
    }
    return Arrays.copyOf(changes, count);
  }

  private long instant(int row) {
    return history.action(row) == Action.UPGRADE ? history.returned(row) : history.called(row);
  }

  private static LockMode weaker(LockMode one, LockMode other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
