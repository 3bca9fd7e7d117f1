package dev.holdfast.lock.inmemory;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockLoss;
import dev.holdfast.lock.inmemory.Hold.Status;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One lock of a space: its machine, the guard around it, and its place in the space. Thread-safe.
 */
final class LockCell {

  /*
   * The guard is held for one move of the machine and never while anything waits, is signalled, or
   * runs foreign code. No thread ever holds two guards.
   *
   *   registered ──▶ registered, `listed` among the idle ──▶ registered ──▶ ...
   *                        │ displaced while idle
   *                        ▼
   *                     retired (for ever, and no longer in the space's map)
   *
   * A cell enters the list of idle cells when it becomes idle and is not in it yet; it leaves the list
   * only when another cell displaces it. It retires if it is idle then; if it is not, it will be listed
   * again when it becomes idle. So every registered cell is in use or listed, and the list has a fixed
   * length: names that nobody uses any more leave nothing behind.
   *
   * Whoever finds a cell retired asks the space for its successor.
   */

  /** The answer of a cell that cannot be entered any more. */
  private static final Object RETIRED = new Object();

  private final LockSpace space;
  private final ReentrantLock guard = new ReentrantLock();

  @GuardedBy("guard")
  private final LockMachine machine;

  @GuardedBy("guard")
  private boolean listed;

  /** Written under the guard. */
  private volatile boolean retired;

  LockCell(LockSpace space, LockId id) {
    this.space = space;
    this.machine = new LockMachine(this, id);
  }

  LockSpace space() {
    return space;
  }

  boolean isRetired() {
    return retired;
  }

  /** See {@link LockMachine#enter}. */
  @Nullable InMemoryHandle enter(InMemoryLockable<?> lockable, @Nullable Waiter waiter) {
    if (waiter != null) {
      waiter.waitsAt(this);
    }
    Object entered;
    try {
      entered = move(machine -> retired ? RETIRED : machine.enter(lockable, waiter));
    } catch (RuntimeException e) {
      act(machine -> {}); // lists this cell, which may be new and idle
      throw e;
    }
    return entered == RETIRED
        ? space.cell(lockable.id()).enter(lockable, waiter)
        : (InMemoryHandle) entered;
  }

  /** See {@link LockMachine#upgrade}. */
  boolean upgrade(Hold hold, @Nullable Waiter waiter) {
    if (waiter != null) {
      waiter.waitsAt(this);
    }
    return move(machine -> machine.upgrade(hold, waiter));
  }

  /** See {@link LockMachine#downgrade}. */
  void downgrade(Hold hold) {
    act(machine -> machine.downgrade(hold));
  }

  /** See {@link LockMachine#giveUpgradeBack}. */
  void giveUpgradeBack(Hold hold, long token) {
    act(machine -> machine.giveUpgradeBack(hold, token));
  }

  /** See {@link LockMachine#withdraw}. */
  boolean withdraw(Waiter waiter) {
    return move(machine -> machine.withdraw(waiter));
  }

  /** See {@link LockMachine#release}. */
  @CanIgnoreReturnValue
  boolean release(Hold hold, Status ending) {
    return move(machine -> machine.release(hold, ending));
  }

  /** See {@link LockMachine#endWaitsOf}. */
  void endWaitsOf(InMemoryLocks provider) {
    act(machine -> machine.endWaitsOf(provider));
  }

  /** A move that has nothing to answer. */
  private void act(Consumer<LockMachine> move) {
    boolean unused =
        move(
            machine -> {
              move.accept(machine);
              return true;
            });
  }

  /** Makes a move under the guard, and then sees to what follows from it. */
  private <T extends @Nullable Object> T move(Function<LockMachine, T> move) {
    T result;
    int waiting;
    boolean lists;
    @Nullable Waiter settled;
    guard.lock();
    try {
      int before = machine.waiting();
      result = move.apply(machine);
      waiting = machine.waiting() - before;
      settled = machine.takeSettled();
      lists = !listed && !retired && machine.isIdle();
      listed |= lists;
    } finally {
      guard.unlock();
    }
    if (waiting != 0) {
      space.waitingChanged(waiting);
    }
    Waiter.signalAll(settled);
    if (lists) {
      space.list(this);
    }
    return result;
  }

  /** Called by the space when another cell has taken this one's place in the list of idle cells. */
  void displaced() {
    guard.lock();
    try {
      listed = false;
      if (machine.isIdle()) {
        retired = true;
        space.remove(machine.id(), this);
      }
    } finally {
      guard.unlock();
    }
  }

  /** Ends a hold as lost, and announces that on the executor of its provider. */
  boolean lose(Hold hold, LockLoss news) {
    if (!release(hold, Status.LOST)) {
      return false;
    }
    CompletableFuture<LockLoss> loss = look(machine -> hold.loss());
    hold.lockable.provider().execute(() -> loss.complete(news));
    return true;
  }

  CompletionStage<LockLoss> lost(Hold hold) {
    return look(machine -> hold.lost());
  }

  boolean isHeld(Hold hold) {
    return look(machine -> hold.status == Status.HELD);
  }

  OptionalLong token(Hold hold) {
    long token = look(machine -> hold.token);
    return token == Hold.NO_TOKEN ? OptionalLong.empty() : OptionalLong.of(token);
  }

  String describe(Hold hold) {
    return look(machine -> hold.describe());
  }

  @Nullable String describeHolders() {
    return look(LockMachine::describeHolders);
  }

  /** Looks at what the guard protects, without a move. */
  private <T extends @Nullable Object> T look(Function<LockMachine, T> question) {
    guard.lock();
    try {
      return question.apply(machine);
    } finally {
      guard.unlock();
    }
  }
}
