package dev.holdfast.lock.inmemory;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.LockMode;
import org.jspecify.annotations.Nullable;

/** A place in the queue of a lock, or an upgrade that waits. All fields are guarded by the cell. */
final class Waiter {

  /** How a wait stands; all but the first are final. */
  enum Outcome {
    WAITING,
    /** It has what it waited for. */
    GRANTED,
    /** Its own side gave up. */
    WITHDRAWN,
    /** A close ended it; see {@link Waiter#failure}. */
    FAILED
  }

  /** The side that waits. */
  @FunctionalInterface
  interface Party {
    /** Called once, outside the guard, when the wait was granted or has failed. */
    void settled();

    /**
     * Called outside the guard when nobody is before it in the queue any more, if that is worth
     * knowing. May come late.
     */
    default void comesNext() {}
  }

  final InMemoryLockable<?> lockable;
  private final @Nullable Hold holdToUpgrade;

  /** Taken before the wait, because the grant comes on somebody else's stack. */
  final @Nullable AcquisitionSite askedAt;

  private final Party party;
  private volatile @Nullable LockCell cell;

  /** Written under the guard; read without it by a thread that wonders why it was woken. */
  private volatile Outcome outcome = Outcome.WAITING;

  @Nullable InMemoryHandle handle;

  /** Of the upgrade that was granted. */
  long token = Hold.NO_TOKEN;

  @Nullable RuntimeException failure;
  @Nullable Waiter previous;
  @Nullable Waiter next;

  Waiter(InMemoryLockable<?> lockable, @Nullable Hold holdToUpgrade, Party party) {
    this.lockable = lockable;
    this.holdToUpgrade = holdToUpgrade;
    this.askedAt = holdToUpgrade == null ? lockable.provider().acquisitionSite() : null;
    this.party = party;
  }

  LockMode mode() {
    return lockable.mode();
  }

  boolean isUpgrade() {
    return holdToUpgrade != null;
  }

  Hold holdToUpgrade() {
    if (holdToUpgrade == null) {
      throw new AssertionError("not an upgrade");
    }
    return holdToUpgrade;
  }

  void waitsAt(LockCell cell) {
    this.cell = cell;
  }

  Outcome outcome() {
    return outcome;
  }

  LockCell cell() {
    return requireNonNull(cell);
  }

  void comesNext() {
    party.comesNext();
  }

  boolean isSettled() {
    return outcome != Outcome.WAITING;
  }

  void settle(Outcome outcome, @Nullable RuntimeException failure) {
    this.failure = failure;
    this.outcome = outcome;
  }

  /**
   * Gives up.
   *
   * @return false if the wait was settled before
   */
  boolean withdraw() {
    LockCell queuedAt = cell;
    return queuedAt != null && queuedAt.withdraw(this);
  }

  /** Gives up for the waiting side, which is told. */
  void expire() {
    if (withdraw()) {
      party.settled();
    }
  }

  /** What it will exclude when it is granted. */
  LockMode wanted() {
    return holdToUpgrade == null ? mode() : LockMode.WRITE;
  }

  /** Where the wait was asked for; of an upgrade, where the handle was. */
  @Nullable AcquisitionSite site() {
    return holdToUpgrade == null ? askedAt : holdToUpgrade.acquiredAt;
  }

  /** The thread that waits; null if a future does. */
  @Nullable Thread thread() {
    return party instanceof ThreadWait wait ? wait.thread() : null;
  }

  InMemoryHandle granted() {
    if (handle == null) {
      throw new AssertionError("not granted");
    }
    return handle;
  }

  RuntimeException failure() {
    if (failure == null) {
      throw new AssertionError("not failed");
    }
    return failure;
  }

  /** Signals all waiters of a chain. */
  static void signalAll(@Nullable Waiter chain) {
    @Nullable Waiter next = chain;
    while (next != null) {
      Waiter waiter = next;
      next = waiter.next;
      // A settled waiter may live on in its future: it must not keep the others alive.
      waiter.next = null;
      waiter.previous = null;
      waiter.party.settled();
    }
  }
}
