package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.ProviderClosedException;
import dev.holdfast.lock.SemaphoreLimitException;
import dev.holdfast.lock.inmemory.Waiter.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one lock: who holds it and who waits for it. Not thread-safe: its {@link
 * LockCell} makes the moves one at a time and signals the waiters that a move has settled.
 */
final class LockMachine {

  /*
   * Mutexes, reader-writer locks and semaphores are one machine; a mutex knows only WRITE, a semaphore
   * only PERMIT.
   *
   *             READ                       UPGRADEABLE                         WRITE
   *      ╭───────────────▶ readers > 0 ◀───────────────╮
   *      │                     (both)                  │
   *     FREE ◀────────────────────────────────▶ upgradeable == h       FREE ◀────────▶ written
   *                                         upgrade │  ▲ downgrade
   *                          (readers == 0 only)    ▼  │
   *                                     upgradeable == h, written
   *
   * An upgrade that finds readers becomes `upgrade`, at most one, and waits outside the queue.
   *
   *  (1) written: there is exactly one hold, the writer's, which is also `upgradeable` if it was
   *      upgraded. So a held hold of a lock that is written is the writer.
   *  (2) permitsHeld <= permits.
   *  (3) Whoever is queued conflicts with a holder, with `upgrade`, or with somebody ahead. So a free
   *      lock has no waiters, and whoever fits beside the holders and conflicts with nobody in the
   *      queue may enter without looking further.
   *  (4) Nobody enters past a conflicting waiter that came earlier, with one exception: `upgrade` goes
   *      before all, because its own hold keeps writers out until it is through. The only waiter that
   *      others pass is an upgradeable one, and only readers pass it.
   *  (5) A waiter is settled exactly once: granted by admit(), withdrawn by its own side (timeout,
   *      interrupt, cancellation), or failed by a close.
   *  (6) A hold is in `holds` from its grant until it is closed, lost or abandoned, whichever comes
   *      first; so it is released exactly once. Being listed keeps it reachable while its handle may
   *      become garbage.
   *
   * The dangerous race is a grant against the end of a wait: a waiter that finds its time up may have
   * been granted meanwhile. withdraw() answers false then, and the grant is taken (by a thread), or
   * given back (by a future that somebody else has completed).
   */

  private final LockCell cell;
  private final LockId id;
  private final WaiterQueue queue = new WaiterQueue();
  private final HoldList holds = new HoldList();
  private int readers;
  private @Nullable Hold upgradeable;

  /** Whether the one hold that there is is exclusive. */
  private boolean written;

  private @Nullable Waiter upgrade;
  private int permits;
  private int permitsHeld;

  /** The waiters that were settled since they were last taken, the first one first. */
  private final WaiterQueue settled = new WaiterQueue();

  private @Nullable Waiter knownFirst;

  LockMachine(LockCell cell, LockId id) {
    this.cell = cell;
    this.id = id;
  }

  LockId id() {
    return id;
  }

  boolean isIdle() {
    return holds.isEmpty() && queue.isEmpty();
  }

  int waiting() {
    return queue.size() + (upgrade == null ? 0 : 1);
  }

  /** The first in the queue, if it was not so when this was called last, or else null. */
  @Nullable Waiter takeNext() {
    Waiter first = queue.first();
    boolean known = first == knownFirst;
    knownFirst = first;
    return known ? null : first;
  }

  /** Takes the chain of waiters to signal, linked by {@code next}. */
  @Nullable Waiter takeSettled() {
    return settled.takeAll();
  }

  /**
   * Grants at once; or queues the waiter, if there is one; or does neither.
   *
   * @return the handle, or null if nothing was granted
   */
  @Nullable InMemoryHandle enter(InMemoryLockable<?> lockable, @Nullable Waiter waiter) {
    lockable.provider().requireOpen();
    agreeOnPermits(lockable.permitsWanted());
    if (fits(lockable.mode()) && !queue.conflictsWith(lockable.mode())) {
      return grant(
          lockable, waiter == null ? lockable.provider().acquisitionSite() : waiter.askedAt);
    }
    if (waiter != null) {
      queue.add(waiter);
    }
    return null;
  }

  private void agreeOnPermits(int wanted) {
    if (permits != wanted) {
      if (!isIdle()) {
        throw new SemaphoreLimitException(id, wanted, permits);
      }
      permits = wanted;
    }
  }

  /** Whether a hold of this mode may stand beside the present holders. */
  private boolean fits(LockMode mode) {
    return switch (mode) {
      case PERMIT -> permitsHeld < permits;
      case READ -> !written && upgrade == null;
      case UPGRADEABLE -> !written && upgradeable == null;
      case WRITE -> !written && upgradeable == null && readers == 0;
    };
  }

  private InMemoryHandle grant(InMemoryLockable<?> lockable, @Nullable AcquisitionSite askedAt) {
    InMemoryHandle handle = lockable.newHandle(cell, askedAt);
    Hold hold = handle.hold();
    switch (lockable.mode()) {
      case PERMIT -> permitsHeld++;
      case READ -> readers++;
      case UPGRADEABLE -> upgradeable = hold;
      case WRITE -> makeWriter(hold);
    }
    holds.add(hold);
    cell.space().granted(handle);
    return handle;
  }

  private void makeWriter(Hold hold) {
    written = true;
    hold.token = cell.space().nextToken(hold);
  }

  /** Grants to all who can have it by now. */
  private void admit() {
    if (upgrade != null && readers == 0) {
      makeWriter(upgrade.holdToUpgrade());
      upgrade.token = upgrade.holdToUpgrade().token;
      endUpgrade(Outcome.GRANTED, null);
    }
    @Nullable Waiter next = queue.first();
    while (next != null) {
      Waiter waiter = next;
      next = waiter.next;
      if (fits(waiter.mode())) {
        queue.remove(waiter);
        waiter.handle = grant(waiter.lockable, waiter.askedAt);
        settle(waiter, Outcome.GRANTED, null);
      } else if (waiter.mode() != LockMode.UPGRADEABLE || written || !queue.hasReaders()) {
        return; // nobody further back fits, or may pass
      }
    }
  }

  private void settle(Waiter waiter, Outcome outcome, @Nullable RuntimeException failure) {
    waiter.settle(outcome, failure);
    settled.add(waiter);
  }

  private void endUpgrade(Outcome outcome, @Nullable RuntimeException failure) {
    if (upgrade != null) {
      settle(upgrade, outcome, failure);
      upgrade = null;
    }
  }

  /**
   * Upgrades at once; or waits with the waiter, if there is one; or does neither.
   *
   * @return whether the hold is exclusive now
   */
  boolean upgrade(Hold hold, @Nullable Waiter waiter) {
    hold.lockable.provider().requireOpen();
    hold.requireHeld("upgraded");
    if (written) {
      throw new IllegalStateException("This handle of " + id + " is already upgraded.");
    }
    if (upgrade != null) {
      throw new IllegalStateException("Another upgrade of this handle of " + id + " waits.");
    }
    if (readers == 0) {
      makeWriter(hold);
      return true;
    }
    upgrade = waiter;
    return false;
  }

  void downgrade(Hold hold) {
    hold.requireHeld("downgraded");
    if (!written) {
      throw new IllegalStateException("This handle of " + id + " is not upgraded.");
    }
    written = false;
    hold.token = Hold.NO_TOKEN;
    admit();
  }

  /** Undoes an upgrade that nobody receives, unless that one is over, and perhaps another made. */
  void giveUpgradeBack(Hold hold, long token) {
    if (written && hold.status == Hold.Status.HELD && hold.token == token) {
      downgrade(hold);
    }
  }

  /**
   * Takes back the request of a waiter that gives up. It is not signalled.
   *
   * @return false if it was settled before
   */
  boolean withdraw(Waiter waiter) {
    if (waiter.isSettled()) {
      return false;
    }
    if (waiter == upgrade) {
      upgrade = null;
    } else {
      queue.remove(waiter);
    }
    waiter.settle(Outcome.WITHDRAWN, null);
    admit();
    return true;
  }

  /**
   * Ends a hold: closed, lost or abandoned.
   *
   * @return false if it had ended before
   */
  boolean release(Hold hold, Hold.Status ending) {
    if (hold.status != Hold.Status.HELD) {
      return false;
    }
    hold.status = ending;
    holds.remove(hold);
    switch (hold.lockable.mode()) {
      case PERMIT -> permitsHeld--;
      case READ -> readers--;
      case WRITE -> written = false;
      case UPGRADEABLE -> {
        endUpgrade(Outcome.FAILED, hold.noLongerHeld("upgraded"));
        upgradeable = null;
        written = false;
      }
    }
    cell.space().ended(hold);
    admit();
    return true;
  }

  /**
   * Ends everything that waits through this provider, which is closed and enters nothing any more.
   */
  void endWaitsOf(InMemoryLocks provider) {
    if (upgrade != null && upgrade.lockable.provider() == provider) {
      endUpgrade(Outcome.FAILED, new ProviderClosedException(id));
    }
    @Nullable Waiter next = queue.first();
    while (next != null) {
      Waiter waiter = next;
      next = waiter.next;
      if (waiter.lockable.provider() == provider) {
        queue.remove(waiter);
        settle(waiter, Outcome.FAILED, new ProviderClosedException(id));
      }
    }
    admit();
  }

  Standing standing() {
    List<Standing.Held> holders = new ArrayList<>();
    holds.forEach(
        hold ->
            holders.add(
                new Standing.Held(
                    hold, written ? LockMode.WRITE : hold.lockable.mode(), hold.token)));
    Collections.reverse(holders);
    List<Waiter> waiters = new ArrayList<>();
    if (upgrade != null) {
      waiters.add(upgrade);
    }
    queue.forEach(waiters::add);
    return new Standing(id, holders, waiters);
  }
}
