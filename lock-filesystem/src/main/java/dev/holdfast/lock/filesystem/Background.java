package dev.holdfast.lock.filesystem;

import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The daemon threads of this module, shared by the JVM: one that tries the files for those who wait
 * without a thread, and the workers that complete futures. All of them end when they have been idle
 * for a while.
 */
final class Background {

  private static final long IDLE_MILLIS = 500;

  private Background() {}

  /** Runs a task after a while, on the one thread for that: no foreign code. */
  static Future<?> schedule(Runnable task, long nanos) {
    return Timer.INSTANCE.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  /** Where futures complete without an executor of the user's. */
  static Executor completions() {
    return Completions.INSTANCE;
  }

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  private static final class Timer {
    static final ScheduledThreadPoolExecutor INSTANCE = create();

    private static ScheduledThreadPoolExecutor create() {
      ScheduledThreadPoolExecutor timer =
          new ScheduledThreadPoolExecutor(1, daemons("holdfast-file-poller"));
      timer.setRemoveOnCancelPolicy(true);
      timer.setKeepAliveTime(IDLE_MILLIS, TimeUnit.MILLISECONDS);
      timer.allowCoreThreadTimeOut(true);
      return timer;
    }
  }

  private static final class Completions {

    /** So many continuations may block at once before others have to wait for a thread. */
    private static final int THREADS = Math.max(32, Runtime.getRuntime().availableProcessors());

    static final ThreadPoolExecutor INSTANCE = create();

    private static ThreadPoolExecutor create() {
      ThreadPoolExecutor pool =
          new ThreadPoolExecutor(
              THREADS,
              THREADS,
              IDLE_MILLIS,
              TimeUnit.MILLISECONDS,
              new LinkedBlockingQueue<>(),
              daemons("holdfast-file-completions"));
      pool.allowCoreThreadTimeOut(true);
      return pool;
    }
  }
}
