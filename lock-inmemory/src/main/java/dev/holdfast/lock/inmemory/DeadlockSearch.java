package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells whether a thread waits for itself, perhaps by way of others. */
final class DeadlockSearch {

  /*
   * A thread that waits is blocked by holders, and by waiters before it in the queue, that conflict
   * with it. It is stuck if one of them belongs to a stuck thread; for a permit of a semaphore, only
   * if all holders do, or somebody before it is stuck. Assume that all who wait are stuck, take away
   * those for whom that is not so, and again, until nothing changes: the rest is stuck.
   *
   * The locks are looked at one after the other, while others move on, so what is found may never
   * have been so at any one time. Therefore they are all looked at twice. A wait and a hold that are
   * there both times were there in between: neither comes back once it has ended. So what is stuck
   * both times for the same reasons was so between the two looks; and who is stuck remains so.
   *
   * Only threads count. A hold that was put into a future, or that belongs to another process, may be
   * closed by anybody, and so may blocks nobody for ever here; nor does a wait that its own time ends.
   */

  /**
   * Who stands in the way.
   *
   * @param what the hold or the waiter
   * @param thread null if that may go away by itself
   */
  private record Blocker(Object what, @Nullable Thread thread) {}

  /**
   * What a thread waits for: all of these to go away, and if there is any in the second list, one.
   */
  private record Block(Waiter waiter, List<Blocker> all, List<Blocker> any) {

    boolean isStuck(Map<Thread, Block> stuck) {
      return all.stream().anyMatch(blocker -> isIn(blocker, stuck))
          || (!any.isEmpty() && any.stream().allMatch(blocker -> isIn(blocker, stuck)));
    }

    /** Without the blockers that have nothing to do with it. */
    Block within(Map<Thread, Block> stuck) {
      return new Block(waiter, only(all, stuck), only(any, stuck));
    }

    private static List<Blocker> only(List<Blocker> blockers, Map<Thread, Block> stuck) {
      return blockers.stream().filter(blocker -> isIn(blocker, stuck)).toList();
    }

    private static boolean isIn(Blocker blocker, Map<Thread, Block> stuck) {
      return blocker.thread() != null && stuck.containsKey(blocker.thread());
    }
  }

  /** A step of the circle: the thread waits for what the next thread has. */
  private record Step(Block block, Blocker blocker) {}

  private final FakeSpace space;

  DeadlockSearch(FakeSpace space) {
    this.space = space;
  }

  /** Describes the deadlock that this waiter, which a thread has just queued, completes. */
  @Nullable DeadlockError from(Waiter waiter) {
    Thread thread = waiter.thread();
    Map<Thread, Block> before;
    Map<Thread, Block> now = stuck();
    do {
      before = now;
      if (thread == null || !before.containsKey(thread)) {
        return null;
      }
      now = stuck();
    } while (!now.equals(before));
    List<Step> circle = new ArrayList<>();
    return leadsTo(thread, thread, now, new HashSet<>(), circle) ? error(circle) : null;
  }

  private Map<Thread, Block> stuck() {
    Map<Thread, Block> stuck = new HashMap<>();
    for (Standing standing : space.standings()) {
      for (int i = 0; i < standing.waiters().size(); i++) {
        Waiter waiter = standing.waiters().get(i);
        Thread thread = waiter.thread();
        if (thread != null && mayLastForEver(waiter)) {
          stuck.put(thread, block(waiter, standing, standing.waiters().subList(0, i)));
        }
      }
    }
    while (stuck.values().removeIf(block -> !block.isStuck(stuck))) {
      // until nothing changes
    }
    stuck.replaceAll((thread, block) -> block.within(stuck));
    return stuck;
  }

  private boolean mayLastForEver(Waiter waiter) {
    WaitBook.Wait wait = space.waits().find(waiter);
    return wait != null && (space.waits().isManual() || wait.due() == Long.MAX_VALUE);
  }

  private Block block(Waiter waiter, Standing standing, List<Waiter> ahead) {
    LockMode mode = waiter.mode();
    List<Blocker> queued =
        ahead.stream()
            .filter(other -> mode == LockMode.PERMIT || mode.conflictsWith(other.wanted()))
            .map(other -> new Blocker(other, other.thread()))
            .toList();
    List<Blocker> holders =
        standing.holders().stream()
            .filter(held -> isInTheWay(held, waiter))
            .map(held -> new Blocker(held.hold(), holderOf(held.hold())))
            .toList();
    return mode == LockMode.PERMIT
        ? new Block(waiter, queued, holders)
        : new Block(waiter, Stream.concat(holders.stream(), queued.stream()).toList(), List.of());
  }

  private static boolean isInTheWay(Standing.Held held, Waiter waiter) {
    return waiter.isUpgrade()
        ? held.hold() != waiter.holdToUpgrade()
        : waiter.mode() == LockMode.PERMIT || waiter.mode().conflictsWith(held.mode());
  }

  private @Nullable Thread holderOf(Hold hold) {
    AcquisitionSite site = hold.acquiredAt;
    return site == null || !site.isAnsweredToThread() || space.isOther(hold.lockable)
        ? null
        : site.thread();
  }

  /** Appends the steps by which a stuck thread waits for the goal. */
  private static boolean leadsTo(
      Thread goal, Thread from, Map<Thread, Block> stuck, Set<Thread> visited, List<Step> steps) {
    Block block = stuck.get(from);
    if (block == null || !visited.add(from)) {
      return false;
    }
    for (Blocker blocker : Stream.concat(block.all().stream(), block.any().stream()).toList()) {
      Thread next = blocker.thread();
      if (next != null) {
        steps.add(new Step(block, blocker));
        if (next.equals(goal) || leadsTo(goal, next, stuck, visited, steps)) {
          return true;
        }
        steps.remove(steps.size() - 1);
      }
    }
    return false;
  }

  private static DeadlockError error(List<Step> circle) {
    StringBuilder message =
        new StringBuilder(
            circle.size() == 1
                ? "Deadlock: a thread waits for what it holds itself."
                : "Deadlock: " + circle.size() + " threads wait for each other.");
    List<AcquisitionSite> sites = new ArrayList<>();
    for (Step step : circle) {
      Waiter waiter = step.block().waiter();
      message.append("\n  ").append(Text.of(waiter)).append(",\n    ");
      if (step.blocker().what() instanceof Hold hold) {
        message.append("which was acquired at ").append(Text.of(hold.acquiredAt));
        if (hold.acquiredAt != null) {
          sites.add(hold.acquiredAt);
        }
      } else if (step.blocker().what() instanceof Waiter ahead) {
        message.append("behind ").append(Text.of(ahead));
      }
    }
    DeadlockError error = new DeadlockError(message.toString());
    sites.forEach(error::addSuppressed);
    return error;
  }
}
