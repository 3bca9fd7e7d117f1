package dev.holdfast.lock.tck.doubles;

import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The daemon threads of one provider: as many as there are tasks that block, and one for the time.
 */
final class Background implements Executor, AutoCloseable {

  private final ThreadPoolExecutor workers;
  private final ScheduledThreadPoolExecutor clock;

  Background(String threadName) {
    ThreadFactory daemons =
        task -> {
          Thread thread = new Thread(task, threadName);
          thread.setDaemon(true);
          return thread;
        };
    workers =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            daemons,
            // Handles outlive their provider, and so does the news of their loss.
            (task, closed) -> daemons.newThread(task).start());
    clock = new ScheduledThreadPoolExecutor(1, daemons);
    clock.setRemoveOnCancelPolicy(true);
  }

  @Override
  public void execute(Runnable task) {
    workers.execute(task);
  }

  Future<?> schedule(Runnable task, long nanos) {
    return clock.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  /** Lets the threads end once what was handed to them is done; timers are dropped. */
  @Override
  public void close() {
    clock.shutdownNow();
    workers.shutdown();
  }
}
