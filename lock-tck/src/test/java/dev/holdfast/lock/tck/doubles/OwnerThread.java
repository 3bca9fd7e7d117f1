package dev.holdfast.lock.tck.doubles;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** The thread that owns one hold of a lock that belongs to threads. */
final class OwnerThread {

  private final Lock lock;
  private final long nanos;
  private final AdapterWait wait = new AdapterWait();
  private final CompletableFuture<Boolean> acquired = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  private OwnerThread(Lock lock, long nanos) {
    this.lock = lock;
    this.nanos = nanos;
  }

  /** Has a thread acquire the lock within the time; null if it could not. */
  static @Nullable OwnerThread acquire(Lock lock, long nanos, Executor threads)
      throws InterruptedException {
    OwnerThread owner = new OwnerThread(lock, nanos);
    threads.execute(owner::run);
    try {
      return owner.acquired.get() ? owner : null;
    } catch (ExecutionException e) {
      throw new IllegalStateException("The thread that was to own " + lock + " failed.", e);
    } catch (InterruptedException e) {
      owner.wait.end();
      if (owner.acquired.join()) {
        owner.release();
      }
      throw e;
    }
  }

  private void run() {
    if (!tryLock()) {
      acquired.complete(false);
      return;
    }
    try {
      acquired.complete(true);
      awaitUninterruptibly(closed);
    } finally {
      lock.unlock();
      released.countDown();
    }
  }

  private boolean tryLock() {
    wait.enter();
    try {
      return lock.tryLock(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return false; // Nobody waits for it any more.
    } finally {
      wait.leave();
    }
  }

  /** Has the thread release the lock, and returns when it has. */
  void release() {
    closed.countDown();
    awaitUninterruptibly(released);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
