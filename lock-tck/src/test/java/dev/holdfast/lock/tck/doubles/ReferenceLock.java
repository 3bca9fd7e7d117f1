package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.SemaphoreLimitException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/** One lock while it is in use: who holds it and who waits. Guarded by the monitor of its space. */
class ReferenceLock {

  /*
   * Every arrival joins the queue, also one that does not want to wait: it leaves again if serve()
   * has not granted it anything. So there is one place that grants, and it obeys two conditions:
   *   (1) what is granted fits to all that is held;
   *   (2) nobody passes an earlier waiter with whom it conflicts.
   * An upgrade is a waiter for WRITE at the head of the queue whose own hold does not count.
   */

  final ReferenceLocks space;
  final LockId key;
  final List<Hold> holds = new ArrayList<>();
  final List<Waiter> queue = new ArrayList<>();
  int limit;

  ReferenceLock(ReferenceLocks space, LockId key) {
    this.space = space;
    this.key = key;
  }

  void enter(Waiter waiter) {
    if (isIdle()) {
      limit = waiter.permits();
    } else if (limit != waiter.permits()) {
      throw new SemaphoreLimitException(waiter.id(), waiter.permits(), limit);
    }
    waiter.lock = this;
    enqueue(waiter);
    serve();
  }

  void enqueue(Waiter waiter) {
    queue.add(waiter.upgrading() == null ? queue.size() : 0, waiter);
  }

  /** Grants all that can be granted. */
  final void serve() {
    List<Waiter> passedOver = new ArrayList<>();
    for (Waiter waiter : List.copyOf(queue)) {
      if (fits(waiter) && passedOver.stream().noneMatch(earlier -> precedes(earlier, waiter))) {
        if (queue.remove(waiter)) {
          grant(waiter);
        }
      } else {
        passedOver.add(waiter);
      }
    }
    if (isIdle()) {
      space.forget(this);
    }
  }

  boolean isIdle() {
    return holds.isEmpty() && queue.isEmpty();
  }

  /** Whether the waiter could hold the lock together with all that hold it now. */
  boolean fits(Waiter waiter) {
    if (waiter.mode() == LockMode.PERMIT) {
      return holds.size() < limit;
    }
    return holds.stream()
        .filter(hold -> hold != waiter.upgrading())
        .noneMatch(hold -> hold.mode.conflictsWith(waiter.mode()));
  }

  /** Whether the later waiter must not pass the earlier one. */
  boolean precedes(Waiter earlier, Waiter later) {
    return later.mode() == LockMode.PERMIT || earlier.mode().conflictsWith(later.mode());
  }

  void grant(Waiter waiter) {
    Hold upgrading = waiter.upgrading();
    if (upgrading != null) {
      upgrading.mode = LockMode.WRITE;
      upgrading.token = OptionalLong.of(nextToken());
      waiter.settleWith(upgrading);
      return;
    }
    Hold hold = waiter.provider().newHold(this, waiter);
    if (hold.mode == LockMode.WRITE) {
      hold.token = OptionalLong.of(nextToken());
    }
    holds.add(hold);
    waiter.settleWith(hold);
  }

  long nextToken() {
    return space.nextToken();
  }

  /** Somebody gives up. Answers whether he was still waiting. */
  boolean withdraw(Waiter waiter) {
    boolean waiting = queue.remove(waiter);
    serve();
    return waiting;
  }

  /** A hold ends, and with it an upgrade of it that waits. */
  void leave(Hold hold) {
    holds.remove(hold);
    refuse(
        waiter -> waiter.upgrading() == hold,
        waiter ->
            new IllegalStateException(
                "The handle of " + waiter.id() + " was closed or lost while its upgrade waited."));
  }

  void refuse(Predicate<Waiter> which, Function<Waiter, ? extends RuntimeException> why) {
    List<Waiter> refused = queue.stream().filter(which).toList();
    queue.removeAll(refused);
    refused.forEach(waiter -> waiter.refuse(why.apply(waiter)));
    serve();
  }

  @Override
  public String toString() {
    return key + " held " + holds + ", awaited " + queue;
  }
}
