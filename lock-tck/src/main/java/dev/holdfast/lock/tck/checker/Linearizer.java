package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.checker.PendingCall.Effect;
import dev.holdfast.lock.tck.checker.PendingCall.Grip;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells exactly whether all answers of a lock, refusals included, have a legal order, as long as
 * only few calls are under way at a time.
 */
final class Linearizer {

  /*
   * Just-in-time linearization (Lowe, "Testing for linearizability", 2017). The calls and returns are
   * visited in their order in time, calls before returns where they tie, so that what touches is
   * concurrent. A CONFIGURATION says which of the calls under way have taken effect. When a call
   * returns, each configuration in which it has not taken effect yet is extended by all sequences of
   * effects that end with it; one that cannot be is dropped, or kept as it is if the call need not
   * have taken effect. The history is legal if and only if a configuration is left: any legal order
   * remains legal if every effect is delayed until just before the next return by which it, or one
   * that comes after it in this order, has to come.
   *
   * Invariants:
   *   (1) The calls that have returned have taken effect in all configurations. So what the lock's
   *       state is follows from the calls under way that have: a configuration is a set of bits, and
   *       the state is carried along only for speed.
   *   (2) A refusal changes nothing. So wherever it can take effect it does at once; no legal order
   *       is lost.
   *   (3) Acquisitions of one mode and weight that never return are interchangeable: only how many of
   *       them have taken effect is kept.
   *
   * What has no certain outcome:
   *   - a call that never returns takes effect at any time, or never;
   *   - an acquisition or upgrade that was cancelled or ended in an error took effect before it
   *     returned, or not at all, and what it got is given back some time later;
   *   - a downgrade or close that ended in an error takes effect at any time, or never;
   *   - a fault closes what it hits, some time after it was sent, or never.
   *
   * A reader is refused because of a writer, or of an upgrade that is under way.
   */

  private static final int MOST_UNDER_WAY = 63;
  private static final int MOST_ALIKE = 255;
  private static final int MOST_KINDS = 7;

  private record Configuration(long done, long taken, LockState state) {}

  private final int permits;
  private final Map<Long, PendingCall> underWay = new LinkedHashMap<>();
  private final Map<Long, Grip> grips = new HashMap<>();
  private final List<Ghost> ghosts = new ArrayList<>();
  private Set<Configuration> configurations = new HashSet<>();
  private long used;
  private long budget;
  private int mostUnderWay;

  /** Acquisitions of one kind that never return. */
  private static final class Ghost {
    final LockMode mode;
    final int weight;
    final int shift;
    int available;

    Ghost(LockMode mode, int weight, int shift) {
      this.mode = mode;
      this.weight = weight;
      this.shift = shift;
    }
  }

  /** It would take more than is allowed. */
  static final class TooMuch extends Exception {
    private static final long serialVersionUID = 1L;

    TooMuch(String message) {
      super(message);
    }
  }

  Linearizer(int permits, long budget) {
    this.permits = permits;
    this.budget = budget;
    configurations.add(new Configuration(0, 0, LockState.FREE));
  }

  int mostUnderWay() {
    return mostUnderWay;
  }

  /** The handle of this number, which may be new. */
  Grip grip(long handle, int weight) {
    return grips.computeIfAbsent(handle, unused -> new Grip(weight));
  }

  /** A call begins. */
  PendingCall call(Grip grip, Effect effect, LockMode mode) throws TooMuch {
    long free = Long.lowestOneBit(~used);
    if (underWay.size() == MOST_UNDER_WAY) {
      throw new TooMuch("More than " + MOST_UNDER_WAY + " calls are under way at once.");
    }
    used |= free;
    PendingCall call = new PendingCall(grip, effect, mode, free);
    underWay.put(free, call);
    mostUnderWay = Math.max(mostUnderWay, underWay.size());
    settleRefusals();
    return call;
  }

  /** An acquisition begins that never returns and whose handle nothing else happens to. */
  void ghost(LockMode mode, int weight) throws TooMuch {
    Ghost ghost =
        ghosts.stream()
            .filter(known -> known.mode == mode && known.weight == weight)
            .findFirst()
            .orElse(null);
    if (ghost == null) {
      if (ghosts.size() == MOST_KINDS) {
        throw new TooMuch("More than " + MOST_KINDS + " kinds of acquisitions never return.");
      }
      ghost = new Ghost(mode, weight, 8 * ghosts.size());
      ghosts.add(ghost);
    }
    if (ghost.available++ == MOST_ALIKE) {
      throw new TooMuch("More than " + MOST_ALIKE + " acquisitions never return.");
    }
  }

  /** A call returns that has certainly taken effect; answers whether that can be. */
  boolean returned(PendingCall call) throws TooMuch {
    Set<Configuration> kept = new HashSet<>();
    for (Configuration with : configurationsWith(call)) {
      kept.add(new Configuration(with.done() & ~call.bit, with.taken(), with.state()));
    }
    call.grip.settle(call);
    PendingCall unused = underWay.remove(call.bit);
    used &= ~call.bit;
    configurations = kept;
    settleRefusals();
    return !kept.isEmpty();
  }

  /** A call returns that has taken effect until now, or never does. */
  void expired(PendingCall call) throws TooMuch {
    configurations.addAll(configurationsWith(call));
    call.expired = true;
  }

  /** What the configurations can become by effects of which this is the last. */
  private Set<Configuration> configurationsWith(PendingCall call) throws TooMuch {
    Set<Configuration> with = new HashSet<>();
    Set<Configuration> visited = new HashSet<>();
    Deque<Configuration> open = new ArrayDeque<>(configurations);
    while (!open.isEmpty()) {
      Configuration at = open.pop();
      if (call.isDone(at.done())) {
        with.add(at);
      } else {
        extend(at, visited, open);
      }
    }
    return with;
  }

  private void extend(Configuration at, Set<Configuration> visited, Deque<Configuration> open)
      throws TooMuch {
    for (PendingCall next : underWay.values()) {
      if (!next.isDone(at.done()) && !next.expired && next.isDue(at.done())) {
        push(effect(at, next), visited, open);
      }
    }
    for (Ghost ghost : ghosts) {
      push(effect(at, ghost), visited, open);
    }
  }

  private void push(
      @Nullable Configuration next, Set<Configuration> visited, Deque<Configuration> open)
      throws TooMuch {
    if (next == null) {
      return;
    }
    if (budget-- <= 0) {
      throw new TooMuch(
          "With %d calls under way at once there are too many orders to try."
              .formatted(mostUnderWay));
    }
    Configuration settled = settleRefusals(next);
    if (visited.add(settled)) {
      open.push(settled);
    }
  }

  private void settleRefusals() {
    Set<Configuration> settled = new HashSet<>();
    for (Configuration configuration : configurations) {
      settled.add(settleRefusals(configuration));
    }
    configurations = settled;
  }

  private Configuration settleRefusals(Configuration at) {
    long done = at.done();
    for (PendingCall call : underWay.values()) {
      if (!call.isDone(done) && isRefused(call, at)) {
        done |= call.bit;
      }
    }
    return new Configuration(done, at.taken(), at.state());
  }

  private boolean isRefused(PendingCall call, Configuration at) {
    return switch (call.effect) {
      case REFUSE ->
          !at.state().admits(call.mode, call.grip.weight, permits)
              || (call.mode == LockMode.READ && anyUpgradeUnderWay());
      case REFUSE_UPGRADE ->
          call.grip.modeAfter(at.done()) == LockMode.UPGRADEABLE && !at.state().admitsUpgrade();
      case ACQUIRE, UPGRADE, DOWNGRADE, CLOSE -> false;
    };
  }

  private boolean anyUpgradeUnderWay() {
    return underWay.values().stream().anyMatch(call -> call.isUpgrade() && !call.expired);
  }

  /** What comes of it if a call takes effect now; null if it cannot. */
  private @Nullable Configuration effect(Configuration at, PendingCall call) {
    LockState state = at.state();
    LockMode mode = call.grip.modeAfter(at.done());
    int weight = call.grip.weight;
    LockState after =
        switch (call.effect) {
          case ACQUIRE ->
              mode == null
                      && !call.grip.isGoneAfter(at.done())
                      && state.admits(call.mode, weight, permits)
                  ? state.with(call.mode, weight)
                  : null;
          case UPGRADE ->
              mode == LockMode.UPGRADEABLE && state.admitsUpgrade()
                  ? state.without(mode, weight).with(LockMode.WRITE, weight)
                  : null;
          case DOWNGRADE ->
              mode == LockMode.WRITE ? state.without(mode, weight).with(call.mode, weight) : null;
          case CLOSE ->
              mode != null
                  ? state.without(mode, weight)
                  : call.grip.isGoneAfter(at.done()) ? state : null;
          case REFUSE, REFUSE_UPGRADE -> null; // see invariant (2)
        };
    return after == null ? null : new Configuration(at.done() | call.bit, at.taken(), after);
  }

  private @Nullable Configuration effect(Configuration at, Ghost ghost) {
    boolean left = (at.taken() >>> ghost.shift & MOST_ALIKE) < ghost.available;
    if (!left || !at.state().admits(ghost.mode, ghost.weight, permits)) {
      return null;
    }
    return new Configuration(
        at.done(), at.taken() + (1L << ghost.shift), at.state().with(ghost.mode, ghost.weight));
  }
}
