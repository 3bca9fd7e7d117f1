package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.checker.PendingCall.Effect;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.Fault;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Plays a history of one lock to a {@link Linearizer}, and explains where it gets stuck. */
final class ExactCheck {

  private static final int LEGAL = -1;

  private final LockHistory lock;
  private final History history;
  private final long budget;
  private final Map<Integer, Long> hits = new HashMap<>();
  private final Set<Integer> ghosts = new HashSet<>();

  /** The first close of each handle stands for all of them: when it returns, by its row. */
  private final Map<Integer, Long> closes = new HashMap<>();

  /** The operations are legal up to this one; or all. */
  private record Outcomes(int stuck, int operations) {}

  private enum Phase {
    CALL,
    RETURN
  }

  /**
   * Something that happens: an operation is called, or returns, or its handle is hit by a fault.
   */
  private record Event(long at, Phase phase, int row, boolean isHit) {}

  private ExactCheck(LockHistory lock, long budget) {
    this.lock = lock;
    this.history = lock.history();
    this.budget = budget;
    lock.forEachLife(this::look);
  }

  private void look(Life life) {
    int row = life.acquisition();
    if (life.hit() != History.NEVER && life.isPossible()) {
      hits.put(row, life.hit());
    } else if (history.outcome(row) == Outcome.UNKNOWN && life.operations() == 1) {
      ghosts.add(row);
    }
    for (int i = 1; i < life.operations(); i++) {
      int close = life.row(i);
      if (history.action(close) == Action.CLOSE && history.outcome(close) != Outcome.FAILED) {
        closes.put(close, life.closed());
        break;
      }
    }
  }

  /**
   * Checks a lock.
   *
   * @param budget how many configurations may be looked at
   */
  static Answer check(LockHistory lock, long budget) {
    return new ExactCheck(lock, budget).check();
  }

  private Answer check() {
    try {
      Outcomes outcomes = play(row -> true);
      if (outcomes.stuck() == LEGAL) {
        return Answer.legal(outcomes.operations());
      }
      return Answer.illegal(explain(outcomes.stuck()), outcomes.operations());
    } catch (Linearizer.TooMuch e) {
      return Answer.undecided(lock.resource() + ": " + e.getMessage(), 0);
    }
  }

  private Outcomes play(IntPredicate selected) throws Linearizer.TooMuch {
    Linearizer linearizer = new Linearizer(lock.resource().permits(), budget);
    Map<Integer, PendingCall> calls = new HashMap<>();
    int operations = 0;
    for (Event event : events(selected)) {
      int row = event.row();
      if (event.isHit()) {
        PendingCall unused =
            linearizer.call(grip(linearizer, row), Effect.CLOSE, history.mode(row));
      } else if (event.phase() == Phase.CALL) {
        operations++;
        call(linearizer, row, calls);
      } else if (!returned(linearizer, row, calls.get(row))) {
        return new Outcomes(row, operations);
      }
    }
    return new Outcomes(LEGAL, operations);
  }

  private PendingCall.Grip grip(Linearizer linearizer, int row) {
    return linearizer.grip(history.handle(row), history.weight(row));
  }

  private void call(Linearizer linearizer, int row, Map<Integer, PendingCall> calls)
      throws Linearizer.TooMuch {
    if (ghosts.contains(row)) {
      linearizer.ghost(history.mode(row), history.weight(row));
      return;
    }
    boolean refused = history.outcome(row) == Outcome.FAILED;
    Effect effect =
        switch (history.action(row)) {
          case ACQUIRE -> refused ? Effect.REFUSE : Effect.ACQUIRE;
          case UPGRADE -> refused ? Effect.REFUSE_UPGRADE : Effect.UPGRADE;
          case DOWNGRADE -> Effect.DOWNGRADE;
          case CLOSE -> Effect.CLOSE;
        };
    PendingCall call = linearizer.call(grip(linearizer, row), effect, history.mode(row));
    calls.put(row, call);
    if (isGivenBack(row)) {
      PendingCall back =
          effect == Effect.ACQUIRE
              ? linearizer.call(call.grip, Effect.CLOSE, call.mode)
              : linearizer.call(call.grip, Effect.DOWNGRADE, LockMode.UPGRADEABLE);
      back.givesBack = call;
    }
  }

  /** Whether it got nothing, or got what is given back. */
  private boolean isGivenBack(int row) {
    boolean takes = history.action(row) == Action.ACQUIRE || history.action(row) == Action.UPGRADE;
    return takes
        && (history.outcome(row) == Outcome.CANCELLED || history.outcome(row) == Outcome.ERROR);
  }

  /** Whether the return can be explained. */
  private boolean returned(Linearizer linearizer, int row, @Nullable PendingCall call)
      throws Linearizer.TooMuch {
    if (call == null) {
      return true;
    }
    if (isGivenBack(row)) {
      linearizer.expired(call);
      return true;
    }
    return linearizer.returned(call);
  }

  /** What happens, in its order in time; calls before returns. */
  private List<Event> events(IntPredicate selected) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < lock.size(); i++) {
      int row = lock.row(i);
      if (!selected.test(row) || saysNothing(row)) {
        continue;
      }
      events.add(new Event(history.called(row), Phase.CALL, row, false));
      long returned = returnOf(row);
      if (returned != History.NEVER) {
        events.add(new Event(returned, Phase.RETURN, row, false));
      }
      Long hit = hits.get(row);
      if (hit != null) {
        events.add(new Event(hit, Phase.CALL, row, true));
      }
    }
    events.sort(Comparator.comparingLong(Event::at).thenComparing(Event::phase));
    return events;
  }

  /** When a call has certainly had its effect, or will have none. */
  private long returnOf(int row) {
    if (history.action(row) == Action.CLOSE) {
      return closes.getOrDefault(row, History.NEVER);
    }
    boolean mayComeLate =
        history.action(row) == Action.DOWNGRADE && history.outcome(row) != Outcome.OK;
    return mayComeLate ? History.NEVER : history.returned(row);
  }

  /** Whether a row changes nothing and cannot be judged. */
  private boolean saysNothing(int row) {
    if (history.action(row) == Action.CLOSE) {
      return !closes.containsKey(row);
    }
    return switch (history.outcome(row)) {
      case INTERRUPTED -> true;
      case FAILED ->
          history.action(row) == Action.DOWNGRADE
              || history.returned(row) >= history.completeUntil();
      case OK, CANCELLED, ERROR, UNKNOWN -> false;
    };
  }

  /*
   * A smaller history that is illegal for the same reason: other refusals change nothing and can be
   * left out as long as it stays illegal; and so can the handles that were closed by a moment at
   * which nothing was under way, since all orders agree about the state of the lock then.
   */
  private Proof explain(int stuck) throws Linearizer.TooMuch {
    IntPredicate some = row -> row == stuck || history.outcome(row) != Outcome.FAILED;
    IntPredicate kept = play(some).stuck() == stuck ? some : row -> true;
    long quiet = lastQuiet(stuck, kept);
    Set<Long> late = new HashSet<>();
    lock.forEachLife(
        life -> {
          if (life.isPossible() && life.closed() >= quiet) {
            late.add(life.handle());
          }
        });
    IntPredicate few =
        row -> kept.test(row) && (row == stuck || late.contains(history.handle(row)));
    return proof(stuck, play(few).stuck() == stuck ? few : kept);
  }

  /** The last instant before a call at which nothing was under way. */
  private long lastQuiet(int stuck, IntPredicate kept) {
    long quiet = Long.MIN_VALUE;
    long busyUntil = Long.MIN_VALUE;
    for (int i = 0; i < lock.size(); i++) {
      int row = lock.row(i);
      if (history.called(row) > history.called(stuck)) {
        break;
      }
      if (kept.test(row) && !saysNothing(row)) {
        if (history.called(row) > busyUntil) {
          quiet = history.called(row);
        }
        busyUntil = Math.max(busyUntil, history.returned(row));
      }
    }
    return quiet;
  }

  private Proof proof(int stuck, IntPredicate selected) {
    Witness witness = new Witness(lock);
    int operations = 0;
    for (int i = 0; i < lock.size(); i++) {
      int row = lock.row(i);
      boolean matters = !saysNothing(row) || history.action(row) == Action.CLOSE;
      if (selected.test(row) && matters && history.called(row) <= history.returned(stuck)) {
        witness.add(row);
        operations++;
      }
    }
    for (Fault fault : history.faults()) {
      witness.add((int) fault.sequence() - 1);
    }
    boolean refused = history.outcome(stuck) == Outcome.FAILED;
    String who = Witness.who(lock.resource(), List.of(witness.spanOf(stuck)));
    String answer =
        switch (history.action(stuck)) {
          case ACQUIRE -> refused ? "was not granted" : "was granted";
          case UPGRADE -> refused ? "was not upgraded" : "was upgraded";
          case DOWNGRADE -> "was downgraded";
          case CLOSE -> "was closed";
        };
    return witness.proof(
        refused
            ? "ACQ-04"
            : Witness.ruleOfOverlap(lock.resource(), history.mode(stuck), history.mode(stuck)),
        "No order of the calls explains that " + who + " " + answer + ".",
        ("All orders of these %d operations that respect their calls and returns were tried; in none"
                + " of them is every answer what a lock would say.")
            .formatted(operations),
        history.called(stuck),
        history.returned(stuck));
  }
}
