package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.Deadline;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the system calls of a directory are made. On a local file system that is the calling
 * thread. On another one a call may hang for as long as a server is away; there a thread of the
 * directory makes all calls, one after the other, and callers wait for it no longer than they want.
 */
abstract class Lane {

  /** For so long a caller waits for a step that he would have to make himself on a local disk. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final long IDLE_MILLIS = 500;

  private static final Lane IN_CALLER =
      new Lane() {
        @Override
        <T extends @Nullable Object> Passage<T> start(Supplier<T> step) {
          return ran(step);
        }
      };

  private Lane() {}

  /** The lane of local file systems: a step has ended when {@link #start} returns. */
  static Lane inCaller() {
    return IN_CALLER;
  }

  /**
   * A new lane with a thread of its own, which ends when it has been idle for a while, and does not
   * keep the JVM alive.
   *
   * @param directory what the thread is named after
   */
  static Lane ofDirectory(String directory) {
    return new Threaded("holdfast-io-" + directory);
  }

  /** Whether steps run in the thread that sends them. */
  final boolean isInCaller() {
    return this == IN_CALLER;
  }

  /**
   * Sends a step through, after all that were sent before. A step of this lane that sends another
   * one does it at once, because it would wait for itself otherwise.
   */
  abstract <T extends @Nullable Object> Passage<T> start(Supplier<T> step);

  /** Sends a step through that nobody waits for. If it throws, that is logged. */
  final void run(Runnable step) {
    Passage<?> unused =
        start(
            () -> {
              try {
                step.run();
              } catch (RuntimeException e) {
                report("A step in the background failed.", e);
              }
              return null;
            });
  }

  /**
   * Sends a step through and waits for its end.
   *
   * @param heir gets what the step yields after the wait was given up; see {@link Passage#leave}
   * @return the passage, ended; null if the deadline passed before
   * @throws InterruptedException if the wait was interrupted before the step ended; then, too, the
   *     heir gets what it yields
   */
  final <T extends @Nullable Object> @Nullable Passage<T> call(
      Supplier<T> step, Deadline deadline, Consumer<? super T> heir) throws InterruptedException {
    Passage<T> passage = start(step);
    try {
      return passage.await(deadline) || !passage.leave(heir) ? passage : null;
    } catch (InterruptedException e) {
      if (passage.leave(heir)) {
        throw e;
      }
      // It has ended meanwhile, and what it yielded must not get lost.
      Thread.currentThread().interrupt();
      return passage;
    }
  }

  /**
   * Sends a step through and waits for its end, whatever interrupts come.
   *
   * @return false if the patience came to an end before; the step is done all the same
   */
  final boolean runAndWait(Runnable step, Duration patience) {
    Passage<@Nullable Void> passage =
        start(
            () -> {
              step.run();
              return null;
            });
    if (!passage.awaitUninterruptibly(Deadline.after(patience))) {
      return false;
    }
    Void unused = passage.result();
    return true;
  }

  private static <T extends @Nullable Object> Passage<T> ran(Supplier<T> step) {
    Passage<T> passage = new Passage<>(step, ended -> {});
    passage.run();
    return passage;
  }

  static void report(String what, Throwable failure) {
    System.getLogger(Lane.class.getPackageName()).log(System.Logger.Level.WARNING, what, failure);
  }

  private static final class Threaded extends Lane {

    private final ThreadPoolExecutor executor;

    Threaded(String name) {
      executor =
          new ThreadPoolExecutor(
              1,
              1,
              IDLE_MILLIS,
              TimeUnit.MILLISECONDS,
              new LinkedBlockingQueue<>(),
              task -> new Worker(this, task, name));
      executor.allowCoreThreadTimeOut(true);
    }

    @Override
    <T extends @Nullable Object> Passage<T> start(Supplier<T> step) {
      if (Thread.currentThread() instanceof Worker worker && worker.lane == this) {
        return ran(step);
      }
      Passage<T> passage = new Passage<>(step, executor::remove);
      executor.execute(passage);
      return passage;
    }
  }

  private static final class Worker extends Thread {

    private final Lane lane;

    Worker(Lane lane, Runnable task, String name) {
      // Without what it would inherit from whichever thread happens to come first.
      super(null, task, name, 0, false);
      this.lane = lane;
      setDaemon(true);
    }
  }
}
