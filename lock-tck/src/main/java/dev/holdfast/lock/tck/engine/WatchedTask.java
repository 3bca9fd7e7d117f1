package dev.holdfast.lock.tck.engine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Code of the backend in a daemon thread of its own, because it may never return.
 *
 * @param <T> what it returns
 */
public final class WatchedTask<T> {

  /*
   * Not a FutureTask: that would wrap what the action threw in an exception whose message it makes
   * by asking the cause for its own, on the thread that waits here. A cause that comes from a backend
   * may never answer.
   */

  private final Callable<T> action;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  /** Written before, and read after, the latch opens. */
  private @Nullable T value;

  private @Nullable Throwable failure;

  private WatchedTask(String threadName, Callable<T> action) {
    this.action = action;
    this.thread = new Thread(this::run, threadName);
    thread.setDaemon(true);
  }

  /**
   * Starts the action.
   *
   * @param threadName for a thread dump, not null
   * @param action the code, which does not answer null; not null
   * @param <T> what it returns
   * @return the task, not null
   */
  public static <T> WatchedTask<T> start(String threadName, Callable<T> action) {
    var task = new WatchedTask<T>(threadName, action);
    task.thread.start();
    return task;
  }

  private void run() {
    try {
      value = action.call();
    } catch (Throwable t) {
      failure = t;
    } finally {
      ended.countDown();
    }
  }

  /**
   * Waits for the end.
   *
   * @param bound for so long at most, not null
   * @return what the action returned
   * @throws InterruptedException if interrupted while waiting
   * @throws ExecutionException if the action threw something
   * @throws TimeoutException if it has not ended
   */
  @CanIgnoreReturnValue
  public T await(Duration bound) throws InterruptedException, ExecutionException, TimeoutException {
    if (!ended.await(bound.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new TimeoutException();
    }
    T result = value;
    if (failure != null || result == null) {
      throw new ExecutionException("The task has failed.", failure);
    }
    return result;
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
