package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.engine.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Watches a lock from inside its sections. Everybody who takes part has a seat; sitting down shows
 * who else sits there. Keeps the times as well, for the sweep at the end.
 */
final class Canary {

  /*
   * Three witnesses, each of which sees what the others may miss:
   *   - the seats: everybody writes their own and then reads all others, all volatile, so of two who
   *     overlap at least one sees the other. For permits that would not do: what is read seat by seat
   *     was not true at one instant. So they are counted, in one variable;
   *   - the plain counter and its copy, changed by exclusive holders only: two that overlap lose an
   *     update or see the two differ;
   *   - the times of the holds, swept at the end.
   */

  private record Occupant(LockMode mode, LockHandle handle, String thread) {
    @Override
    public String toString() {
      return "handle " + handle + " (thread " + thread + ", " + mode + ")";
    }
  }

  private static final int MOST_HOLDS_A_SEAT = 60_000;

  private final Trial trial;
  private final int permits;
  private final AtomicReferenceArray<@Nullable Occupant> seats;
  private final List<Seat> taken = new ArrayList<>();
  private final AtomicInteger competing = new AtomicInteger();
  private final AtomicInteger permitsTaken = new AtomicInteger();
  private long counter;
  private long copy;

  /** For a semaphore: so many permits; for all other locks 1. */
  Canary(Trial trial, int seats, int permits) {
    this.trial = trial;
    this.permits = permits;
    this.seats = new AtomicReferenceArray<>(seats);
    for (int i = 0; i < seats; i++) {
      taken.add(new Seat(i));
    }
  }

  Seat seat(int index) {
    return taken.get(index);
  }

  /** How many grants were made while somebody else held or wanted the lock. */
  long contendedGrants() {
    return taken.stream().mapToLong(seat -> seat.contended).sum();
  }

  /** All definite holds; when everybody has left. */
  List<Hold> holds() {
    List<Hold> all = new ArrayList<>();
    taken.forEach(seat -> all.addAll(seat.holds));
    return all;
  }

  /** Sweeps the holds; when everybody has left. */
  void sweep() {
    HoldSweep sweep = new HoldSweep(holds());
    sweep
        .conflict()
        .ifPresent(
            overlap -> {
              throw trial.violated("%s.", overlap);
            });
    if (permits > 1) {
      List<Hold> excess = sweep.excess(permits);
      if (!excess.isEmpty()) {
        throw trial.violated(
            "%d handles of a semaphore of %d permits were definitely held at once: %s.",
            excess.size(), permits, excess.stream().map(Hold::who).toList());
      }
    }
  }

  /** The place of one thread. Confined to it. */
  final class Seat {

    private final int index;
    private final List<Hold> holds = new ArrayList<>();
    private final String thread;
    private @Nullable Occupant me;
    private long since;
    private long contended;
    private boolean rivals;

    private Seat(int index) {
      this.index = index;
      this.thread = "user-" + index;
    }

    /** Before asking for the lock. */
    void approach() {
      rivals = competing.getAndIncrement() > 0;
    }

    /** After giving up, or after the release. */
    void depart() {
      competing.decrementAndGet();
    }

    /**
     * After the grant of a subject that is tested as a mutex, whatever its mode: nobody else may be
     * inside.
     */
    void enterAlone(LockHandle handle) {
      enter(handle, LockMode.WRITE);
    }

    /** After the grant. */
    void enter(LockHandle handle, LockMode mode) {
      since = System.nanoTime();
      if (rivals) {
        contended++;
      }
      sit(new Occupant(mode, handle, thread));
    }

    /** Before a downgrade, or after an upgrade: the old hold ends, a new one begins. */
    void change(LockMode mode) {
      Occupant before = me;
      if (before == null) {
        throw new IllegalStateException("Nobody sits here.");
      }
      leave();
      since = System.nanoTime();
      sit(new Occupant(mode, before.handle(), thread));
    }

    private void sit(Occupant occupant) {
      me = occupant;
      seats.set(index, occupant);
      look(occupant);
      if (occupant.mode() == LockMode.WRITE) {
        count(occupant);
      }
      if (occupant.mode() == LockMode.PERMIT) {
        int holders = permitsTaken.incrementAndGet();
        if (holders > permits) {
          throw trial.violated(
              "%d handles of a semaphore of %d permits were held at once, %s the last of them.",
              holders, permits, occupant);
        }
      }
    }

    private void look(Occupant occupant) {
      for (int i = 0; i < seats.length(); i++) {
        Occupant other = i == index ? null : seats.get(i);
        if (other != null && other.mode().conflictsWith(occupant.mode())) {
          throw trial.violated("%s and %s were both held.", other, occupant);
        }
      }
    }

    private void count(Occupant occupant) {
      long before = counter;
      counter = before + 1;
      if (copy != before) {
        throw trial.violated(
            "%s found the section in disorder: a plain counter was %d, its copy %d; somebody else was"
                + " inside at the same time, or what they wrote was not visible.",
            occupant, before, copy);
      }
      copy = before + 1;
    }

    /** Before the close. */
    void leave() {
      Occupant occupant = me;
      if (occupant == null) {
        throw new IllegalStateException("Nobody sits here.");
      }
      look(occupant);
      if (occupant.mode() == LockMode.PERMIT) {
        permitsTaken.decrementAndGet();
      }
      seats.set(index, null);
      me = null;
      OptionalLong token =
          occupant.mode() == LockMode.WRITE
              ? occupant.handle().fencingToken()
              : OptionalLong.empty();
      if (holds.size() < MOST_HOLDS_A_SEAT) {
        holds.add(new Hold(since, System.nanoTime(), occupant.mode(), token, occupant));
      }
    }
  }
}
