package dev.holdfast.lock.tck.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a worker that does one thing after another. An interrupt is meant for one of them: it
 * neither gets lost because that has not begun yet, nor hits the next one.
 */
final class Actor {

  private static final long LONGEST_END_MILLIS = 1_500;

  private final ReentrantLock guard = new ReentrantLock();
  private final Condition more = guard.newCondition();
  private final Deque<Job> jobs = new ArrayDeque<>();
  private final Thread thread;
  private @Nullable Job current;
  private boolean stopped;

  private static final class Job {
    final String id;
    final Runnable action;
    boolean interrupted;

    Job(String id, Runnable action) {
      this.id = id;
      this.action = action;
    }
  }

  Actor(String name) {
    thread = new Thread(this::act, name);
    thread.setDaemon(true);
    thread.start();
  }

  void execute(String id, Runnable action) {
    guard.lock();
    try {
      jobs.add(new Job(id, action));
      more.signal();
    } finally {
      guard.unlock();
    }
  }

  /** The state of its thread while it does something; NEW while it does not. */
  Thread.State state() {
    guard.lock();
    try {
      return current == null ? Thread.State.NEW : thread.getState();
    } finally {
      guard.unlock();
    }
  }

  /** Interrupts what has this id, before it begins or while it runs. */
  void interrupt(String id) {
    guard.lock();
    try {
      if (current != null && current.id.equals(id)) {
        thread.interrupt();
      }
      jobs.stream().filter(job -> job.id.equals(id)).forEach(job -> job.interrupted = true);
    } finally {
      guard.unlock();
    }
  }

  private void act() {
    for (Job job = next(); job != null; job = next()) {
      job.action.run();
    }
  }

  private @Nullable Job next() {
    guard.lock();
    try {
      current = null;
      while (jobs.isEmpty() && !stopped) {
        more.awaitUninterruptibly();
      }
      boolean unused = Thread.interrupted(); // meant for what has ended
      current = stopped ? null : jobs.remove();
      if (current != null && current.interrupted) {
        thread.interrupt();
      }
      return current;
    } finally {
      guard.unlock();
    }
  }

  /** Interrupts what it does, and drops what it was to do. */
  void stop() {
    guard.lock();
    try {
      stopped = true;
      more.signal();
      if (current != null) {
        thread.interrupt();
      }
    } finally {
      guard.unlock();
    }
  }

  boolean awaitEnd() throws InterruptedException {
    TimeUnit.MILLISECONDS.timedJoin(thread, LONGEST_END_MILLIS);
    return !thread.isAlive();
  }
}
