package dev.holdfast.lock.tck.worker;

import dev.holdfast.lock.tck.BackendUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The worker processes of a run: a healthy one serves one trial after another. */
public final class WorkerPool implements AutoCloseable {

  /** More than these are not kept for the next trial. */
  private static final int MOST_IDLE = 4;

  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final BackendUnderTest backend;
  private final UnaryOperator<String> redaction;
  private final ReentrantLock guard = new ReentrantLock();
  private final Deque<WorkerProcess> idle = new ArrayDeque<>();
  private @Nullable String classPath;
  private int started;
  private final ClockSurvey clocks = new ClockSurvey();

  /**
   * A pool without processes.
   *
   * @param backend what they use
   * @param redaction hides secrets in what they print
   */
  public WorkerPool(BackendUnderTest backend, UnaryOperator<String> redaction) {
    this.backend = backend;
    this.redaction = redaction;
  }

  /** What is known of the clocks of all processes that there were. */
  public ClockSurvey clocks() {
    return clocks;
  }

  BackendUnderTest backend() {
    return backend;
  }

  /** Sees to it that so many can be taken at once, without waiting for them. */
  void prepare(int number) {
    guard.lock();
    try {
      while (idle.size() < number) {
        idle.addLast(start());
      }
    } finally {
      guard.unlock();
    }
  }

  /** A process, which may still be starting. */
  WorkerProcess take() {
    guard.lock();
    try {
      for (WorkerProcess next = idle.poll(); next != null; next = idle.poll()) {
        if (next.isAlive()) {
          return next;
        }
      }
      return start();
    } finally {
      guard.unlock();
    }
  }

  /** A process in a world of its own, which is of no use to another trial. */
  WorkerProcess startIsolated() {
    guard.lock();
    try {
      return WorkerProcess.startIsolated(classPath(), ++started, redaction);
    } catch (IOException e) {
      throw new UncheckedIOException("A worker process could not be started.", e);
    } finally {
      guard.unlock();
    }
  }

  private String classPath() {
    String path = classPath;
    if (path == null) {
      path = WorkerClassPath.of(backend.factory());
      classPath = path;
    }
    return path;
  }

  private WorkerProcess start() {
    try {
      return WorkerProcess.start(classPath(), ++started, redaction);
    } catch (IOException e) {
      throw new UncheckedIOException("A worker process could not be started.", e);
    }
  }

  /** Takes back a process that is as good as new. */
  void giveBack(WorkerProcess process) {
    guard.lock();
    try {
      if (idle.size() < MOST_IDLE) {
        idle.addFirst(process);
        return;
      }
    } finally {
      guard.unlock();
    }
    process.dismiss();
  }

  /** Ends all. */
  @Override
  public void close() {
    List<WorkerProcess> left;
    guard.lock();
    try {
      left = new ArrayList<>(idle);
      idle.clear();
    } finally {
      guard.unlock();
    }
    left.forEach(WorkerProcess::dismiss);
    RemoteCalls.uninterrupted(
        () -> {
          for (WorkerProcess process : left) {
            process.awaitEnd(FAREWELL);
          }
          return left;
        });
  }
}
