package dev.holdfast.lock.inmemory.junit;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Code on threads of its own. */
final class Tasks {

  private Tasks() {}

  static <T> FutureTask<T> start(String thread, Callable<T> code) {
    FutureTask<T> task = new FutureTask<>(code);
    Thread started = new Thread(task, thread);
    started.setDaemon(true);
    started.start();
    return task;
  }
}
