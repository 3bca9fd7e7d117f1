package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.Order;
import dev.holdfast.lock.tck.history.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells whether those who were refused could have been refused. Takes O(n log n) steps. */
final class FailureCheck {

  /*
   * A refusal (of an acquisition or an upgrade) is JUSTIFIED if at some instant between its call and
   * its return somebody else possibly held the lock in a mode that conflicts, see Cuts; for
   * semaphores, if so many permits were possibly held that too few were left. An attempt is ALONE if
   * no other acquisition or upgrade, whatever came of it, was under way at any instant of it. One that
   * was cancelled or ended in an error may be under way for ever: what its future says does not tell
   * when whoever waited in its place has left the queue.
   *
   * Everybody has to obey: an attempt that is alone, and during all of which nobody has the lock,
   * from the call of the acquisition to the return of the close, is not refused. Nobody holds the lock,
   * nobody else asks for it, and what is over leaves no trace. Here holds are not cut, so that a close
   * that has let the next one in may still be busy with the lock until it returns.
   *
   * Who promises strict tries has to obey more: every refusal has a justification. This is sound: if
   * there is none, no order of the operations has anything that conflicts at the instant of the
   * refusal. It is exact for mutexes and reader-writer locks without upgrades all of whose operations
   * have returned, and whose refusals have different stamps: between two neighbouring cores that
   * conflict, let the former last as long as it can and the latter begin right then, or as early as
   * it can; then at every instant at which somebody possibly holds the lock in a mode, somebody does.
   * For semaphores the possible holds need not be possible together, and an upgrade may end one
   * possibility and begin another: there the Linearizer is exact.
   *
   * An upgrade that waits keeps new readers out, as a writer would. So a reader that is refused while
   * an upgrade is under way is justified as well.
   *
   * What touches overlaps: nobody is accused by a tie. Nobody is accused either of what returned when
   * the record was no longer complete.
   */

  private final LockHistory lock;
  private final History history;
  private final boolean strict;
  private final Spans cores;
  private final Spans possible = new Spans();
  private final Spans uncut = new Spans();
  private final Spans attempts = new Spans();

  private FailureCheck(LockHistory lock, boolean strict) {
    this.lock = lock;
    this.history = lock.history();
    this.strict = strict;
    this.cores = lock.cores();
    Cuts cuts = new Cuts(lock, cores);
    lock.forEachLife(
        life -> {
          cuts.addPossible(life, possible);
          cuts.addUncut(life, uncut);
        });
    for (int i = 0; i < lock.size(); i++) {
      int row = lock.row(i);
      if (isAttempt(row)) {
        LockMode mode = history.mode(row);
        attempts.add(
            history.called(row), isOver(row) ? history.returned(row) : Long.MAX_VALUE, mode, row);
        if (history.action(row) == Action.UPGRADE) {
          possible.add(history.called(row), history.returned(row), LockMode.WRITE, row);
          uncut.add(history.called(row), history.returned(row), LockMode.WRITE, row);
        }
      }
    }
  }

  /**
   * Checks a lock whose cores do not conflict.
   *
   * @param strict whether every refusal needs a justification, and not only those that are alone
   */
  static Answer check(LockHistory lock, boolean strict) {
    return new FailureCheck(lock, strict).check();
  }

  private boolean isAttempt(int row) {
    return history.action(row) == Action.ACQUIRE || history.action(row) == Action.UPGRADE;
  }

  private boolean isOver(int row) {
    Outcome outcome = history.outcome(row);
    return outcome != Outcome.CANCELLED && outcome != Outcome.ERROR;
  }

  private Answer check() {
    boolean[] alone = alone();
    Reasons anybody = new Reasons(uncut);
    @Nullable Reasons exact = strict ? new Reasons(possible) : null;
    long judged = 0;
    for (int attempt : attempts.byEnd()) {
      int row = attempts.row(attempt);
      boolean refused = history.outcome(row) == Outcome.FAILED;
      boolean granted = history.outcome(row) == Outcome.OK;
      if (attempts.to(attempt) >= history.completeUntil() || !(refused || granted)) {
        continue;
      }
      boolean mustSucceed = alone[attempt] && !anybody.conflictWith(attempt);
      if (refused && (mustSucceed || (exact != null && !exact.conflictWith(attempt)))) {
        return Answer.illegal(proof(attempt, mustSucceed), judged + 1);
      }
      judged += mustSucceed || (strict && refused) ? 1 : 0;
    }
    return Answer.legal(judged);
  }

  /** What may be in the way of attempts; these are asked for in the order of their ends. */
  private final class Reasons {

    private final Holders holders;
    private final @Nullable PeakLoad load;

    Reasons(Spans held) {
      holders = new Holders(history, held);
      load = lock.resource().kind() == LockKind.SEMAPHORE ? new PeakLoad(history, held) : null;
    }

    boolean conflictWith(int attempt) {
      int row = attempts.row(attempt);
      long from = attempts.from(attempt);
      long to = attempts.to(attempt);
      if (load == null) {
        return holders.anyConflict(attempts.mode(attempt), history.handle(row), from, to);
      }
      long own = history.outcome(row) == Outcome.OK ? history.weight(row) : 0;
      return load.within(from, to) - own + history.weight(row) > lock.resource().permits();
    }
  }

  /** For each attempt whether no other one was under way at the same time. */
  private boolean[] alone() {
    boolean[] alone = new boolean[attempts.size()];
    int[] order = Order.of(attempts.size(), attempts::from);
    long lastReturn = Long.MIN_VALUE;
    for (int i = 0; i < order.length; i++) {
      int attempt = order[i];
      boolean before = lastReturn >= attempts.from(attempt);
      boolean after = i + 1 < order.length && attempts.from(order[i + 1]) <= attempts.to(attempt);
      alone[attempt] = !before && !after;
      lastReturn = Math.max(lastReturn, attempts.to(attempt));
    }
    return alone;
  }

  private Proof proof(int attempt, boolean alone) {
    int row = attempts.row(attempt);
    Witness witness = new Witness(lock);
    witness.add(row);
    addNeighbours(witness, attempt);
    String what = history.action(row) == Action.UPGRADE ? "The upgrade of " : "";
    String who = Witness.who(lock.resource(), List.of(witness.spanOf(row)));
    String was = history.action(row) == Action.UPGRADE ? " was refused" : " was not granted";
    String although =
        alone
            ? " although the lock was free for it and nobody else asked."
            : " although nobody held anything that conflicts.";
    return witness.proof(
        alone ? "ACQ-03" : "ACQ-04",
        what + who + was + although,
        "Whatever conflicts with it had been given up before the call, or was asked for after the"
            + " return"
            + (alone ? ", and no other attempt was under way" : "")
            + "; so the lock is free for it in every order of these operations.",
        attempts.from(attempt),
        attempts.to(attempt));
  }

  /** Adds the possible holds before and after that come closest, and what keeps them off. */
  private void addNeighbours(Witness witness, int attempt) {
    int before = -1;
    int after = -1;
    Deque<Integer> shown = new ArrayDeque<>();
    for (int span = 0; span < possible.size(); span++) {
      if (history.outcome(possible.row(span)) == Outcome.FAILED) {
        continue;
      }
      if (possible.to(span) < attempts.from(attempt)) {
        before = before < 0 || possible.to(span) > possible.to(before) ? span : before;
      } else if (possible.from(span) > attempts.to(attempt)) {
        after = after < 0 || possible.from(span) < possible.from(after) ? span : after;
      } else {
        shown.add(span);
      }
    }
    if (before >= 0) {
      shown.add(before);
    }
    if (after >= 0) {
      shown.add(after);
    }
    Set<Long> handles = new HashSet<>();
    while (!shown.isEmpty()) {
      int span = shown.remove();
      witness.addPossible(possible, span);
      long handle = handle(possible, span);
      if (handles.add(handle)) {
        for (int own = 0; own < possible.size(); own++) {
          if (handle(possible, own) == handle) {
            shown.addAll(cutters(own));
          }
        }
      }
    }
  }

  /** Possible holds of the handles whose cores a possible hold was cut at. */
  private List<Integer> cutters(int cut) {
    Set<Long> handles = new HashSet<>();
    for (int core = 0; core < cores.size(); core++) {
      boolean touches =
          cores.to(core) == possible.from(cut) || cores.from(core) == possible.to(cut);
      if (touches && handle(cores, core) != handle(possible, cut)) {
        handles.add(handle(cores, core));
      }
    }
    List<Integer> spans = new ArrayList<>();
    for (int span = 0; span < possible.size(); span++) {
      if (handles.remove(handle(possible, span))) {
        spans.add(span);
      }
    }
    return spans;
  }

  private long handle(Spans spans, int span) {
    return history.handle(spans.row(span));
  }
}
