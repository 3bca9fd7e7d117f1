package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.tck.engine.Trial;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a trial that runs one task after the other, without being started anew each time. It
 * may be interrupted at any time; no interrupt outlives its task.
 */
final class Worker implements AutoCloseable {

  private final AtomicReference<@Nullable Runnable> next = new AtomicReference<>();
  private final Thread owner = Thread.currentThread();
  private final Thread thread;
  private volatile boolean ended = true;
  private volatile boolean over;
  private volatile @Nullable Throwable failure;

  Worker(Trial trial, String name) {
    Object unused = trial.fork(name, this::serve);
    this.thread = trial.thread(name);
  }

  private @Nullable Void serve() {
    while (true) {
      Runnable task = next.getAndSet(null);
      boolean unused = Thread.interrupted();
      if (task == null && over) {
        return null;
      }
      if (task == null) {
        LockSupport.park(this);
        continue;
      }
      try {
        task.run();
      } catch (Throwable thrown) {
        failure = thrown;
      }
      ended = true;
      LockSupport.unpark(owner);
    }
  }

  /** Starts a task; the one before has ended. */
  void begin(Runnable task) {
    failure = null;
    ended = false;
    next.set(task);
    LockSupport.unpark(thread);
  }

  /** Waits for the end of the task; a shorter time is possible, too. Called by the owner. */
  void awaitEnd(long nanos) {
    if (!ended) {
      LockSupport.parkNanos(this, nanos);
    }
  }

  boolean hasEnded() {
    return ended;
  }

  /** What the task threw, if it has ended so. */
  @Nullable Throwable failure() {
    return failure;
  }

  Thread thread() {
    return thread;
  }

  /** Ends the thread, once its task has ended. */
  @Override
  public void close() {
    over = true;
    LockSupport.unpark(thread);
  }
}
