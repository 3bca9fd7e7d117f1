package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.Entry;
import dev.holdfast.lock.tck.history.Fault;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The definition, tried out: a history of one lock is legal if its operations can be put in some
 * order that respects their calls and returns and in which a lock would have answered so. Looks at
 * all orders, and shares nothing with the checkers.
 */
final class Oracle {

  private final List<Step> steps = new ArrayList<>();
  private final int permits;
  private final boolean refusalsCount;
  private final boolean tokensCount;
  private final Set<State> seen = new HashSet<>();

  /** For each step those that have to come before it, and those that must not. */
  private final int[] before;

  private final int[] after;

  private final int[] weights = new int[16];

  /** Something that has to be put in order; or may be, if it is optional. */
  private record Step(
      String does,
      long handle,
      LockMode mode,
      int weight,
      long called,
      long returned,
      boolean optional,
      long token) {}

  /** Which steps are placed, what each handle has (four bits each), and the greatest token. */
  private record State(int placed, long held, long token) {

    Has has(long handle) {
      return HAS.get((int) ((held >>> (4 * handle)) & 15));
    }

    State with(Step step, int bit, Has has, long greatest) {
      int shift = (int) (4 * step.handle());
      long changed = (held & ~(15L << shift)) | ((long) HAS.indexOf(has) << shift);
      return new State(placed | bit, changed, greatest);
    }
  }

  private enum Has {
    NOTHING_YET,
    PERMIT,
    READ,
    UPGRADEABLE,
    WRITE,
    NOTHING_MORE
  }

  private static final List<Has> HAS = List.of(Has.values());

  private Oracle(History history, boolean refusalsCount, boolean tokensCount) {
    this.permits = history.resources().get(0).permits();
    this.refusalsCount = refusalsCount;
    this.tokensCount = tokensCount;
    for (Entry entry : history.entries()) {
      if (entry instanceof Operation operation) {
        add(operation);
      }
    }
    joinCloses();
    for (Fault fault : history.faults()) {
      for (Entry entry : history.entries()) {
        if (entry instanceof Operation operation && isHit(operation, fault)) {
          steps.add(
              new Step(
                  "close",
                  operation.handle(),
                  operation.mode(),
                  1,
                  fault.called(),
                  NEVER,
                  true,
                  0));
        }
      }
    }
    before = new int[steps.size()];
    after = new int[steps.size()];
    for (int i = 0; i < steps.size(); i++) {
      weights[(int) steps.get(i).handle()] =
          Math.max(weights[(int) steps.get(i).handle()], steps.get(i).weight());
      for (int j = 0; j < steps.size(); j++) {
        Step other = steps.get(j);
        if (!other.optional() && other.returned() < steps.get(i).called()) {
          before[i] |= 1 << j;
        }
        if (steps.get(i).returned() < other.called()) {
          after[i] |= 1 << j;
        }
        if (isGivenBack(steps.get(i)) && isTakenBy(other, steps.get(i))) {
          before[i] |= 1 << j;
        }
      }
    }
  }

  private static final long NEVER = Long.MAX_VALUE;
  private static final long GIVEN_BACK = -1;

  /**
   * Closes of one handle at the same time share the work: together they are one, which is over when
   * all of them are. Those that come after one has returned do nothing.
   */
  private void joinCloses() {
    for (int i = 0; i < steps.size(); i++) {
      Step first = steps.get(i);
      if (!first.does().equals("close") || isGivenBack(first)) {
        continue;
      }
      List<Step> all =
          steps.stream()
              .filter(it -> it.does().equals("close") && it.handle() == first.handle())
              .filter(it -> !isGivenBack(it))
              .toList();
      long over = all.stream().mapToLong(Step::returned).min().orElseThrow();
      long last =
          all.stream()
              .filter(it -> !it.optional() && it.called() <= over)
              .mapToLong(Step::returned)
              .max()
              .orElse(NEVER);
      steps.removeAll(all);
      steps.add(
          i,
          new Step(
              "close",
              first.handle(),
              first.mode(),
              1,
              first.called(),
              last,
              all.stream().allMatch(Step::optional),
              0));
    }
  }

  private static boolean isTakenBy(Step taken, Step givenBack) {
    String takes = givenBack.does().equals("close") ? "acquire" : "upgrade";
    return taken.does().equals(takes)
        && taken.handle() == givenBack.handle()
        && taken.called() == givenBack.called();
  }

  private static boolean isGivenBack(Step close) {
    return close.token() == GIVEN_BACK;
  }

  private static boolean isHit(Operation operation, Fault fault) {
    return operation.action() == Action.ACQUIRE
        && fault.kind() != Fault.Kind.STOP
        && fault.kind() != Fault.Kind.CONTINUE
        && (fault.handle().isPresent()
            ? fault.handle().getAsLong() == operation.handle()
            : fault.pid() == operation.actor().pid())
        && operation.called() <= fault.returned().orElse(fault.called());
  }

  private void add(Operation it) {
    String does = it.action().name().toLowerCase(Locale.ROOT);
    long returned = it.returned().orElse(NEVER);
    boolean gives = it.action() == Action.DOWNGRADE || it.action() == Action.CLOSE;
    switch (it.outcome()) {
      case OK -> add(it, does, returned, false);
      case FAILED -> {
        if (refusalsCount && !gives) {
          add(it, "refuse " + does, returned, false);
        }
      }
      case UNKNOWN -> add(it, does, NEVER, true);
      case CANCELLED, ERROR -> {
        add(it, does, gives ? NEVER : returned, true);
        if (!gives) {
          String back = it.action() == Action.ACQUIRE ? "close" : "downgrade";
          steps.add(
              new Step(
                  back,
                  it.handle(),
                  LockMode.UPGRADEABLE,
                  1,
                  it.called(),
                  NEVER,
                  true,
                  GIVEN_BACK));
        }
      }
      case INTERRUPTED -> {}
    }
  }

  private void add(Operation it, String does, long returned, boolean optional) {
    steps.add(
        new Step(
            does,
            it.handle(),
            it.mode(),
            it.weight(),
            it.called(),
            returned,
            optional,
            it.token().orElse(0)));
  }

  /** Whether the operations that were granted have a legal order. */
  static boolean isSafe(History history) {
    return new Oracle(history, false, false).search(new State(0, 0, 0));
  }

  /** The same, with tokens that increase. */
  static boolean isSafeAndFenced(History history) {
    return new Oracle(history, false, true).search(new State(0, 0, 0));
  }

  /** Whether all operations have a legal order, refusals included. */
  static boolean isLegal(History history) {
    return new Oracle(history, true, false).search(new State(0, 0, 0));
  }

  private boolean search(State state) {
    if (!seen.add(state)) {
      return false;
    }
    boolean complete = true;
    for (int i = 0; i < steps.size(); i++) {
      if ((state.placed() & 1 << i) == 0) {
        complete &= steps.get(i).optional();
        boolean inTime = (before[i] & ~state.placed()) == 0 && (after[i] & state.placed()) == 0;
        if (inTime && place(i, state)) {
          return true;
        }
      }
    }
    return complete;
  }

  private boolean place(int next, State state) {
    Step step = steps.get(next);
    Has has = state.has(step.handle());
    int bit = 1 << next;
    return switch (step.does()) {
      case "acquire" ->
          has == Has.NOTHING_YET
              && isFree(step, state)
              && grant(state, step, bit, Has.valueOf(step.mode().name()));
      case "upgrade" ->
          has == Has.UPGRADEABLE
              && isAlone(step.handle(), state)
              && grant(state, step, bit, Has.WRITE);
      case "downgrade" ->
          has == Has.WRITE
              && search(state.with(step, bit, Has.valueOf(step.mode().name()), state.token()));
      case "close" ->
          has != Has.NOTHING_YET && search(state.with(step, bit, Has.NOTHING_MORE, state.token()));
      case "refuse acquire" ->
          (!isFree(step, state)
                  || (step.mode() == LockMode.READ && mayMeetUpgrade(next, state.placed())))
              && search(state.with(step, bit, has, state.token()));
      case "refuse upgrade" ->
          has == Has.UPGRADEABLE
              && !isAlone(step.handle(), state)
              && search(state.with(step, bit, has, state.token()));
      default -> throw new IllegalStateException(step.toString());
    };
  }

  private boolean grant(State state, Step step, int bit, Has has) {
    boolean fenced = tokensCount && has == Has.WRITE && step.token() > 0;
    if (fenced && step.token() <= state.token()) {
      return false;
    }
    return search(state.with(step, bit, has, fenced ? step.token() : state.token()));
  }

  private boolean isFree(Step step, State state) {
    int load = 0;
    for (int handle = 1; handle < weights.length; handle++) {
      Has has = state.has(handle);
      load += has == Has.PERMIT ? weights[handle] : 0;
      boolean excludes =
          switch (has) {
            case READ -> step.mode() == LockMode.WRITE;
            case UPGRADEABLE ->
                step.mode() == LockMode.WRITE || step.mode() == LockMode.UPGRADEABLE;
            case WRITE -> true;
            case NOTHING_YET, PERMIT, NOTHING_MORE -> false;
          };
      if (excludes) {
        return false;
      }
    }
    return step.mode() != LockMode.PERMIT || load + step.weight() <= permits;
  }

  private boolean isAlone(long handle, State state) {
    for (int other = 1; other < weights.length; other++) {
      Has has = state.has(other);
      if (other != handle && has != Has.NOTHING_YET && has != Has.NOTHING_MORE) {
        return false;
      }
    }
    return true;
  }

  /** Whether the instant of a step can be one at which an upgrade is under way. */
  private boolean mayMeetUpgrade(int next, int placed) {
    long earliest = steps.get(next).called();
    long latest = steps.get(next).returned();
    for (int i = 0; i < steps.size(); i++) {
      if ((placed & 1 << i) != 0) {
        earliest = Math.max(earliest, steps.get(i).called());
      } else if (!steps.get(i).optional()) {
        latest = Math.min(latest, steps.get(i).returned());
      }
    }
    for (Step step : steps) {
      if (step.does().endsWith("upgrade")
          && Math.max(earliest, step.called()) <= Math.min(latest, step.returned())) {
        return true;
      }
    }
    return false;
  }
}
