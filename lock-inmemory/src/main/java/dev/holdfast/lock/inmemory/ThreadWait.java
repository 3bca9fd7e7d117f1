package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.Deadline;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread that waits for a lock. */
final class ThreadWait implements Waiter.Party {

  private final Thread thread = Thread.currentThread();
  private final Waiter waiter;

  ThreadWait(InMemoryLockable<?> lockable, @Nullable Hold holdToUpgrade) {
    this.waiter = new Waiter(lockable, holdToUpgrade, this);
  }

  Waiter waiter() {
    return waiter;
  }

  @Override
  public void settled() {
    LockSupport.unpark(thread);
  }

  /**
   * Waits until the waiter is settled, or gives up. If the interrupt or the end of the time meets
   * with the grant, the grant wins, and the interrupt status stays set.
   *
   * @return whether it was granted; false if the time is up
   * @throws RuntimeException the failure of the wait
   */
  boolean await(Deadline deadline) throws InterruptedException {
    while (!waiter.isSettled()) {
      if (Thread.interrupted()) {
        if (waiter.withdraw()) {
          throw new InterruptedException();
        }
        thread.interrupt();
        break;
      }
      long nanos = deadline.remainingNanos();
      if (nanos > 0) {
        LockSupport.parkNanos(this, nanos);
      } else if (waiter.withdraw()) {
        return false;
      }
    }
    if (waiter.failure != null) {
      throw waiter.failure;
    }
    return true;
  }

  /** What a thread dump shows. */
  @Override
  public String toString() {
    return "wait for " + waiter.lockable.id() + " in mode " + waiter.mode();
  }
}
