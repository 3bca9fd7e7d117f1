package dev.holdfast.lock.inmemory;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The daemon threads of this module, shared by the JVM: one that watches the clock while anything
 * waits, and the workers that complete futures. All of them end when they have been idle for a
 * while.
 */
final class Background {

  private static final long IDLE_MILLIS = 500;

  private Background() {}

  /** Runs a task after a while, on the one thread that watches the clock: no foreign code. */
  static Future<?> schedule(Runnable task, long nanos) {
    return Timer.INSTANCE.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  /** What is scheduled; for tests. */
  static ScheduledThreadPoolExecutor timer() {
    return Timer.INSTANCE;
  }

  static Executor completions() {
    return Completions.INSTANCE;
  }

  private static final class Timer {
    static final ScheduledThreadPoolExecutor INSTANCE = create();

    private static ScheduledThreadPoolExecutor create() {
      ScheduledThreadPoolExecutor timer =
          new ScheduledThreadPoolExecutor(
              1,
              task -> {
                Thread thread = new Thread(task, "holdfast-timer");
                thread.setDaemon(true);
                return thread;
              });
      // A timeout that is no longer needed must not stay in the queue until it is due.
      timer.setRemoveOnCancelPolicy(true);
      timer.setKeepAliveTime(IDLE_MILLIS, TimeUnit.MILLISECONDS);
      timer.allowCoreThreadTimeOut(true);
      return timer;
    }
  }

  private static final class Completions {

    /** So many continuations may block at once before others have to wait for a thread. */
    private static final int THREADS = Math.max(32, Runtime.getRuntime().availableProcessors());

    /** More, for continuations that block in ways which the pool can see, such as join(). */
    private static final int MOST_THREADS = THREADS + 256;

    // A fork-join pool in FIFO mode, because it starts a thread only if none is idle, and grows no
    // further when thousands of completions come at once.
    static final ForkJoinPool INSTANCE =
        new ForkJoinPool(
            THREADS,
            pool -> {
              ForkJoinWorkerThread thread =
                  ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
              thread.setName("holdfast-completions-" + thread.getPoolIndex());
              return thread;
            },
            (thread, failure) ->
                System.getLogger(Background.class.getPackageName())
                    .log(System.Logger.Level.ERROR, "A completion failed.", failure),
            true,
            0,
            MOST_THREADS,
            1,
            null,
            IDLE_MILLIS,
            TimeUnit.MILLISECONDS);
  }
}
