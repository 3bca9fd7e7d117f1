package dev.holdfast.lock.tck.engine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Code of the backend in a daemon thread of its own, because it may never return.
 *
 * @param <T> what it returns
 */
final class WatchedTask<T> {

  private final FutureTask<T> task;
  private final Thread thread;

  private WatchedTask(FutureTask<T> task, Thread thread) {
    this.task = task;
    this.thread = thread;
  }

  static <T> WatchedTask<T> start(String threadName, Callable<T> action) {
    var task = new FutureTask<T>(action);
    var thread = new Thread(task, threadName);
    thread.setDaemon(true);
    thread.start();
    return new WatchedTask<>(task, thread);
  }

  @CanIgnoreReturnValue
  T await(Duration bound) throws InterruptedException, ExecutionException, TimeoutException {
    return task.get(bound.toNanos(), TimeUnit.NANOSECONDS);
  }

  Thread thread() {
    return thread;
  }

  /** Interrupts the thread, and tells whether it has ended within the grace. */
  boolean stop(Duration grace) throws InterruptedException {
    thread.interrupt();
    thread.join(Math.max(1, grace.toMillis()));
    return !thread.isAlive();
  }
}
