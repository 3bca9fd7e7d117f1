package dev.holdfast.lock.inmemory.junit;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/** Code on threads of its own. */
final class Tasks {

  private Tasks() {}

  /** Waits until a thread sleeps for a lock, and so has made its search for deadlocks. */
  static void awaitAsleep(Thread thread) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> String.valueOf(LockSupport.getBlocker(thread)).startsWith("wait for "));
  }

  static <T> FutureTask<T> start(String thread, Callable<T> code) {
    FutureTask<T> task = new FutureTask<>(code);
    Thread started = new Thread(task, thread);
    started.setDaemon(true);
    started.start();
    return task;
  }
}
