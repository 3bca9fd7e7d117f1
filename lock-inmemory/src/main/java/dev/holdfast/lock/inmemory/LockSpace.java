package dev.holdfast.lock.inmemory;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockId;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The locks that a group of providers share. Thread-safe.
 *
 * <p>The methods under "What a fake sees and decides" do nothing here.
 */
class LockSpace {

  /**
   * How many idle locks are kept, so that a lock in steady use need not be made again and again.
   */
  static final int IDLE_CELLS = 256;

  private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final AtomicLong SPACES = new AtomicLong();

  private final String name = "memory-" + SPACES.incrementAndGet();
  private final ConcurrentMap<LockId, LockCell> cells = new ConcurrentHashMap<>();
  private final AtomicReferenceArray<@Nullable LockCell> idle =
      new AtomicReferenceArray<>(IDLE_CELLS);
  private final AtomicInteger nextIdle = new AtomicInteger();
  private final AtomicLong tokens = new AtomicLong();
  private final ReferenceQueue<InMemoryHandle> abandoned = new ReferenceQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  /** Set by tests that cannot bear the thread of the clock. */
  final AtomicBoolean sweeping = new AtomicBoolean();

  final String name() {
    return name;
  }

  /** One sequence for all names: then it cannot go back for any of them, used or forgotten. */
  long nextToken(Hold hold) {
    return tokens.incrementAndGet();
  }

  /** The cell of this lock, made if need be. It may retire at any time. */
  final LockCell cell(LockId id) {
    while (true) {
      LockCell cell = cells.computeIfAbsent(id, absent -> new LockCell(this, absent));
      if (!cell.isRetired()) {
        return cell;
      }
      remove(id, cell); // its displacer is about to do so
    }
  }

  final Collection<LockCell> cells() {
    return cells.values();
  }

  final void remove(LockId id, LockCell cell) {
    cells.remove(id, cell);
  }

  /** Puts a cell that has become idle into the list, in the place of one that was there longer. */
  final void list(LockCell cell) {
    LockCell displaced =
        idle.getAndSet(Math.floorMod(nextIdle.getAndIncrement(), IDLE_CELLS), cell);
    if (displaced != null) {
      displaced.displaced();
    }
  }

  final int registeredCells() {
    return cells.size();
  }

  final void endWaitsOf(InMemoryLocks provider) {
    cells.values().forEach(cell -> cell.endWaitsOf(provider));
  }

  // Abandoned handles

  final ReferenceQueue<InMemoryHandle> abandoned() {
    return abandoned;
  }

  /**
   * Releases what garbage handles hold.
   *
   * @return whether there was any
   */
  @CanIgnoreReturnValue
  final boolean releaseAbandoned() {
    boolean any = false;
    for (Hold hold = nextAbandoned(); hold != null; hold = nextAbandoned()) {
      any |= Abandonment.release(hold);
    }
    return any;
  }

  private @Nullable Hold nextAbandoned() {
    return (Hold) (Reference<?>) abandoned.poll();
  }

  /*
   * While anything waits, what it waits for may become garbage, and no other event would tell. So a
   * sweep runs at intervals as long as `waiting` > 0. `sweeping` is true from the moment when a sweep
   * is scheduled until one finds nobody waiting; after it was set to false the count is looked at once
   * more, because a wait that began in between has seen it true.
   */

  void waitingChanged(int difference) {
    waiting.addAndGet(difference);
    if (difference > 0) {
      sweepWhileNeeded();
    }
  }

  /** How many wait, threads and futures, for acquisitions and upgrades. */
  final int waiting() {
    return waiting.get();
  }

  private void sweepWhileNeeded() {
    if (waiting.get() > 0 && !sweeping.get() && sweeping.compareAndSet(false, true)) {
      scheduleSweep();
    }
  }

  private void scheduleSweep() {
    Future<?> unused = Background.schedule(this::sweep, SWEEP_NANOS);
  }

  private void sweep() {
    for (Hold hold = nextAbandoned(); hold != null; hold = nextAbandoned()) {
      Hold found = hold;
      Background.completions().execute(() -> Abandonment.release(found));
    }
    if (waiting.get() > 0) {
      scheduleSweep();
    } else {
      sweeping.set(false);
      sweepWhileNeeded();
    }
  }

  // What a fake sees and decides

  /**
   * Asked before anything else when an acquisition begins.
   *
   * @param blocks whether the calling thread waits, and so may be interrupted
   * @return whether the answer is "not now" without an attempt
   */
  boolean refuses(InMemoryLockable<?> lockable, Duration timeout, boolean blocks) {
    return false;
  }

  /** Told under the guard of the cell that there is a new hold. */
  void granted(InMemoryHandle handle) {}

  /** Told under the guard of the cell that a hold has ended. */
  void ended(Hold hold) {}

  /**
   * Told of the answer to an acquisition that has not failed, if it did not come later to a future.
   *
   * @param handle null for "not now"
   * @param toThread whether the answer is the calling thread's, and not put into a future
   */
  void answered(InMemoryLockable<?> lockable, @Nullable InMemoryHandle handle, boolean toThread) {}

  /**
   * Told by those who wait, once they are queued. What this throws ends the wait.
   *
   * @return the deadline that they have to watch by themselves
   */
  Deadline waitBegins(Waiter waiter, Deadline deadline) {
    return deadline;
  }

  /** Told at least once when a wait is over, but perhaps before it has told that it begins. */
  void waitEnds(Waiter waiter) {}

  /**
   * Told after a handle was closed for the first time. What this throws is thrown to the closer.
   */
  void closed(Hold hold) {}
}
