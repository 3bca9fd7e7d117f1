package dev.holdfast.lock.inmemory;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.holdfast.lock.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The waits of a fake, and the clock that ends them if time is a matter of the test. Thread-safe.
 */
final class WaitBook {

  /*
   *   queued ──▶ booked ──▶ settled ──▶ gone
   *
   *  (1) A wait is booked after it was queued, so whoever sees it here finds it in the queue of its
   *      lock, unless it is settled.
   *  (2) With a manual clock it is due at the time at which it was booked plus its timeout, and
   *      advance() expires all that are due before it returns. So a test that has seen a wait here
   *      and goes on by its timeout finds it settled.
   *  (3) A wait is not here for ever: whoever books it looks afterwards whether it is settled, and
   *      whoever settles it removes it afterwards. It would keep its handle reachable.
   *
   * The monitor is the last one that is taken: no guard of a cell is entered under it.
   */

  /**
   * A wait.
   *
   * @param due when it expires by the manual clock, in nanoseconds
   */
  record Wait(Waiter waiter, Duration timeout, long due) {}

  private final boolean manual;
  private final ReentrantLock monitor = new ReentrantLock();
  private final Condition changed = monitor.newCondition();

  @GuardedBy("monitor")
  private final Map<Waiter, Wait> waits = new HashMap<>();

  @GuardedBy("monitor")
  private long now;

  WaitBook(boolean manual) {
    this.manual = manual;
  }

  boolean isManual() {
    return manual;
  }

  Duration now() {
    monitor.lock();
    try {
      return Duration.ofNanos(now);
    } finally {
      monitor.unlock();
    }
  }

  /** Books a wait; answers what its own side has to watch. */
  Deadline begin(Waiter waiter, Deadline deadline) {
    monitor.lock();
    try {
      Duration timeout = deadline.timeout();
      waits.put(waiter, new Wait(waiter, timeout, sum(now, timeout)));
      changed.signalAll();
    } finally {
      monitor.unlock();
    }
    return manual ? Deadline.after(Deadline.FOREVER) : deadline;
  }

  void end(Waiter waiter) {
    monitor.lock();
    try {
      waits.remove(waiter);
      changed.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  /** Wakes those who wait in {@link #await}, to look again. */
  void changed() {
    monitor.lock();
    try {
      changed.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  /** How many waits are kept; for tests. */
  int booked() {
    monitor.lock();
    try {
      return waits.size();
    } finally {
      monitor.unlock();
    }
  }

  /** The wait of a waiter that is booked and not settled, or else null. */
  @Nullable Wait find(Waiter waiter) {
    monitor.lock();
    try {
      return waiter.isSettled() ? null : waits.get(waiter);
    } finally {
      monitor.unlock();
    }
  }

  void advance(Duration step) {
    List<Wait> due = new ArrayList<>();
    monitor.lock();
    try {
      now = sum(now, step);
      for (Wait wait : waits.values()) {
        if (wait.due() != Long.MAX_VALUE && wait.due() <= now) {
          due.add(wait);
        }
      }
    } finally {
      monitor.unlock();
    }
    due.sort(Comparator.comparingLong(Wait::due));
    due.forEach(wait -> wait.waiter().expire());
  }

  private static long sum(long time, Duration step) {
    long nanos = NANOSECONDS.convert(step); // saturates
    return nanos > Long.MAX_VALUE - time ? Long.MAX_VALUE : time + nanos;
  }

  /** How many waits that are not settled are of a kind. */
  long count(Predicate<Waiter> kind) {
    monitor.lock();
    try {
      return waits.keySet().stream()
          .filter(waiter -> !waiter.isSettled() && kind.test(waiter))
          .count();
    } finally {
      monitor.unlock();
    }
  }

  /**
   * Waits, by the real clock, until something is true that is looked at again whenever anything has
   * {@linkplain #changed() changed}.
   *
   * @return false if that has not come true within the limit
   */
  boolean await(BooleanSupplier condition, Duration limit) throws InterruptedException {
    long nanos = limit.toNanos();
    monitor.lockInterruptibly();
    try {
      while (!condition.getAsBoolean()) {
        if (nanos <= 0) {
          return false;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return true;
    } finally {
      monitor.unlock();
    }
  }
}
