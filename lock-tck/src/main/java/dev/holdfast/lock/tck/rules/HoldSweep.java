package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Looks through definite holds for two that exclude each other and yet overlap. It finds what a
 * canary inside the sections misses, since it compares all of the span rather than an instant.
 */
final class HoldSweep {

  /*
   * The holds are visited in the order of their beginnings. If a hold overlaps any earlier one of a
   * mode, it overlaps the one of that mode that ends last; so one candidate a mode is enough. Equal
   * stamps count as "ended before it began": the clock is too coarse to accuse anybody.
   */

  private final List<Hold> holds;

  HoldSweep(List<Hold> holds) {
    this.holds = new ArrayList<>(holds);
    this.holds.sort(Comparator.comparingLong(Hold::from));
  }

  /** Two holds that conflict. */
  record Overlap(Hold first, Hold second) {

    long nanos() {
      return Math.min(first.to(), second.to()) - second.from();
    }

    /**
     * Such as "h1 (thread a, WRITE) and h2 (thread b, WRITE) were both definitely held for 1.8 ms".
     */
    @Override
    public String toString() {
      return first.who()
          + " and "
          + second.who()
          + " were both definitely held for "
          + Say.time(nanos());
    }
  }

  /** The first conflict of modes. */
  Optional<Overlap> conflict() {
    Map<LockMode, Hold> last = new EnumMap<>(LockMode.class);
    for (Hold hold : holds) {
      for (Hold earlier : last.values()) {
        if (earlier.mode().conflictsWith(hold.mode()) && earlier.to() > hold.from()) {
          return Optional.of(new Overlap(earlier, hold));
        }
      }
      last.merge(hold.mode(), hold, (a, b) -> a.to() >= b.to() ? a : b);
    }
    return Optional.empty();
  }

  /** The first instant with more than so many holds: all that were held then. */
  List<Hold> excess(int permits) {
    PriorityQueue<Hold> current = new PriorityQueue<>(Comparator.comparingLong(Hold::to));
    for (Hold hold : holds) {
      while (!current.isEmpty() && current.peek().to() <= hold.from()) {
        Hold unused = current.poll();
      }
      current.add(hold);
      if (current.size() > permits) {
        return List.copyOf(current);
      }
    }
    return List.of();
  }

  /** The first two exclusive holds, one after the other, whose tokens do not increase. */
  Optional<Overlap> tokenDisorder() {
    Hold before = null;
    for (Hold hold : holds) {
      if (hold.token().isEmpty()) {
        continue;
      }
      if (before != null && before.token().getAsLong() >= hold.token().getAsLong()) {
        return Optional.of(new Overlap(before, hold));
      }
      before = hold;
    }
    return Optional.empty();
  }
}
