package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.checker.Checks;
import dev.holdfast.lock.tck.engine.RuleViolation;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.Recorder;
import dev.holdfast.lock.tck.history.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Watches a lock from inside its sections. Everybody who takes part has a seat; sitting down shows
 * who else sits there. Records what everybody does as well, so that the history proves what the
 * seats have seen, and shows what they have missed.
 */
final class Canary {

  /*
   * Three witnesses, each of which sees what the others may miss:
   *   - the seats: everybody writes their own and then reads all others, all volatile, so of two who
   *     overlap at least one sees the other. For permits that would not do: what is read seat by seat
   *     was not true at one instant. So they are counted, in one variable;
   *   - the plain counter and its copy, changed by those who are alone only: two that overlap lose an
   *     update or see the two differ;
   *   - the history, checked at the end.
   */

  record Occupant(LockMode mode, LockHandle handle, String thread) {
    @Override
    public String toString() {
      return "handle " + handle + " (thread " + thread + ", " + mode + ")";
    }
  }

  private final Trial trial;
  private final int permits;
  private final AtomicReferenceArray<@Nullable Occupant> seats;
  private final List<Seat> taken = new ArrayList<>();
  private final AtomicInteger competing = new AtomicInteger();
  private final AtomicInteger permitsTaken = new AtomicInteger();
  private final Recorder recorder;
  private long counter;
  private long copy;

  /** For one of the locks of this id; for semaphores with their permits, for all others with 1. */
  Canary(Trial trial, int seats, Lockable<?> lock, int permits) {
    this.trial = trial;
    this.permits = permits;
    this.seats = new AtomicReferenceArray<>(seats);
    this.recorder = Recorder.forLanes(seats);
    int resource = recorder.resource(new Resource(lock.id().kind(), lock.name(), permits));
    for (int i = 0; i < seats; i++) {
      taken.add(new Seat(this, i, recorder, resource));
    }
  }

  /** Lets a crowd use the lock, a seat for each thread, and checks what comes of it. */
  void watch(Crowd crowd, Step step) throws Exception {
    try {
      crowd.run(taken.size(), (thread, random) -> step.run(taken.get(thread), random));
    } catch (RuleViolation seen) {
      trial.requireLegal(Checks.safety(history()));
      throw seen;
    }
    History history = history();
    trial.requireLegal(Checks.safety(history));
    WaitTimes.report(trial, history);
  }

  /** One round of one thread. */
  @FunctionalInterface
  interface Step {
    void run(Seat seat, RandomGenerator random) throws Exception;
  }

  /** What everybody did; when the crowd is gone. */
  History history() {
    return recorder.history();
  }

  Trial trial() {
    return trial;
  }

  /** How many grants there were. */
  long grants() {
    return taken.stream().mapToLong(Seat::grants).sum();
  }

  /** How many grants were made while somebody else held or wanted the lock. */
  long contendedGrants() {
    return taken.stream().mapToLong(Seat::contendedGrants).sum();
  }

  /** Before asking for the lock; answers whether somebody else holds or wants it. */
  boolean approach() {
    return competing.getAndIncrement() > 0;
  }

  /** After giving up, or after the release. */
  void depart() {
    competing.decrementAndGet();
  }

  void sit(int index, Occupant occupant) {
    seats.set(index, occupant);
    look(index, occupant);
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

  void rise(int index, Occupant occupant) {
    look(index, occupant);
    vacate(index, occupant);
  }

  /** Leaves without looking. */
  void vacate(int index, Occupant occupant) {
    if (occupant.mode() == LockMode.PERMIT) {
      permitsTaken.decrementAndGet();
    }
    seats.set(index, null);
  }

  private void look(int index, Occupant occupant) {
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
}
