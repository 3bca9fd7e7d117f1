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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One lock of a space: its machine, the guard around it, and its place in the space. Thread-safe.
 */
@SuppressWarnings("GuardedBy") // the checker does not see that endMove() ends what lock() begins
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

  private final LockSpace space;
  private final ReentrantLock guard = new ReentrantLock();
  private final Patience patience = new Patience();

  @GuardedBy("guard")
  private final LockMachine machine;

  @GuardedBy("guard")
  private boolean listed;

  /** How many of those who wait the space knows of. */
  @GuardedBy("guard")
  private int waitingTold;

  /** Written under the guard. */
  private volatile boolean retired;

  LockCell(LockSpace space, LockId id) {
    this.space = space;
    this.machine = new LockMachine(this, id);
  }

  LockSpace space() {
    return space;
  }

  Patience patience() {
    return patience;
  }

  boolean isRetired() {
    return retired;
  }

  /** See {@link LockMachine#enter}. */
  @Nullable InMemoryHandle enter(InMemoryLockable<?> lockable, @Nullable Waiter waiter) {
    if (waiter != null) {
      waiter.waitsAt(this);
    }
    guard.lock();
    try {
      if (!retired) {
        return machine.enter(lockable, waiter);
      }
    } finally {
      endMove();
    }
    return space.cell(lockable.id()).enter(lockable, waiter);
  }

  /** See {@link LockMachine#upgrade}. */
  boolean upgrade(Hold hold, @Nullable Waiter waiter) {
    if (waiter != null) {
      waiter.waitsAt(this);
    }
    guard.lock();
    try {
      return machine.upgrade(hold, waiter);
    } finally {
      endMove();
    }
  }

  /** See {@link LockMachine#downgrade}. */
  void downgrade(Hold hold) {
    guard.lock();
    try {
      machine.downgrade(hold);
    } finally {
      endMove();
    }
  }

  /** See {@link LockMachine#giveUpgradeBack}. */
  void giveUpgradeBack(Hold hold, long token) {
    guard.lock();
    try {
      machine.giveUpgradeBack(hold, token);
    } finally {
      endMove();
    }
  }

  /** See {@link LockMachine#withdraw}. */
  boolean withdraw(Waiter waiter) {
    guard.lock();
    try {
      return machine.withdraw(waiter);
    } finally {
      endMove();
    }
  }

  /** See {@link LockMachine#release}. */
  @CanIgnoreReturnValue
  boolean release(Hold hold, Status ending) {
    guard.lock();
    try {
      return machine.release(hold, ending);
    } finally {
      endMove();
    }
  }

  /** See {@link LockMachine#endWaitsOf}. */
  void endWaitsOf(InMemoryLocks provider) {
    guard.lock();
    try {
      machine.endWaitsOf(provider);
    } finally {
      endMove();
    }
  }

  /** Gives the guard up after a move, and then sees to what follows from that. */
  @GuardedBy("guard")
  private void endMove() {
    int waiting = machine.waiting() - waitingTold;
    waitingTold += waiting;
    @Nullable Waiter settled = machine.takeSettled();
    @Nullable Waiter next = machine.takeNext();
    boolean lists = !listed && !retired && machine.isIdle();
    listed |= lists;
    guard.unlock();
    if (waiting != 0) {
      space.waitingChanged(waiting);
    }
    Waiter.signalAll(settled);
    if (next != null && patience.pays()) {
      next.comesNext();
    }
    if (lists) {
      space.list(this);
    }
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
    return standing().describeHolders();
  }

  Standing standing() {
    return look(LockMachine::standing);
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
