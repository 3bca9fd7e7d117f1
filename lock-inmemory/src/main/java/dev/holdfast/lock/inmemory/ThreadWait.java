package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.Deadline;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread that waits for a lock. */
final class ThreadWait implements Waiter.Party {

  /*
   *                 comesNext()                the moment is over
   *   asleep ──────────────────────▶ awake ──────────────────────▶ asleep, until
   *     ╰──────────── settled() ───────┴──────── settled() ─────────────▶ settled
   *
   * `asleep` is true from before the thread parks until somebody wakes it, or it wakes by itself.
   * Whoever has news tells them first and wakes it then, if it is asleep; the thread falls asleep
   * first and looks for news then. So it does not sleep over any, and is woken once for several.
   */

  private final Thread thread = Thread.currentThread();
  private final Waiter waiter;
  private final AtomicBoolean asleep = new AtomicBoolean();

  /** Whether it was told to come next, and has not heeded that yet. */
  private volatile boolean next;

  ThreadWait(InMemoryLockable<?> lockable, @Nullable Hold holdToUpgrade) {
    this.waiter = new Waiter(lockable, holdToUpgrade, this);
  }

  Waiter waiter() {
    return waiter;
  }

  Thread thread() {
    return thread;
  }

  @Override
  public void settled() {
    wake();
  }

  @Override
  public void comesNext() {
    if (!VirtualThreads.isVirtual(thread)) { // to park that one costs little, and frees its carrier
      next = true;
      wake();
    }
  }

  private void wake() {
    if (asleep.get() && asleep.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  /**
   * Waits until the waiter is settled, or gives up. If the interrupt or the end of the time meets
   * with the grant, the grant wins, and the interrupt status stays set.
   *
   * @return whether it was granted; false if the time is up
   * @throws RuntimeException the failure of the wait
   */
  boolean await(Deadline limit) throws InterruptedException {
    LockSpace space = waiter.lockable.provider().space();
    try {
      return awaitUntil(space.waitBegins(waiter, limit));
    } finally {
      space.waitEnds(waiter);
    }
  }

  private boolean awaitUntil(Deadline deadline) throws InterruptedException {
    while (!waiter.isSettled()) {
      if (Thread.interrupted()) {
        if (waiter.withdraw()) {
          throw new InterruptedException();
        }
        thread.interrupt();
        break;
      }
      long nanos = deadline.remainingNanos();
      if (nanos == 0) {
        if (waiter.withdraw()) {
          return false;
        }
      } else if (next) {
        next = false;
        waiter.cell().patience().await(waiter::isSettled, nanos);
      } else {
        sleep(nanos);
      }
    }
    if (waiter.failure != null) {
      throw waiter.failure;
    }
    return waiter.outcome() == Waiter.Outcome.GRANTED;
  }

  private void sleep(long nanos) {
    asleep.set(true);
    if (!next && !waiter.isSettled()) {
      LockSupport.parkNanos(this, nanos);
    }
    asleep.set(false);
  }

  /** What a thread dump shows. */
  @Override
  public String toString() {
    return "wait for " + waiter.lockable.id() + " in mode " + waiter.mode();
  }
}
