package dev.holdfast.lock.tck.engine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** The threads that a trial has started. */
final class Forks {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(1);

  /** In how many looks on end a thread has to be seen waiting. */
  private static final int STEADY = 3;

  /** In how many looks on end a thread inside the backend counts as waiting although it runs. */
  private static final int SPINNING = 60;

  private final String prefix;
  private final Duration patience;
  private final List<Fork<?>> forks = new CopyOnWriteArrayList<>();

  /**
   * No threads yet.
   *
   * @param prefix what their names begin with, fit for a thread dump
   * @param patience how long to wait for a thread before it counts as hanging
   */
  Forks(String prefix, Duration patience) {
    this.prefix = prefix;
    this.patience = patience;
  }

  <T> Future<T> start(String name, Callable<T> action) {
    var task = new FutureTask<T>(action);
    var thread = new Thread(task, prefix + name);
    thread.setDaemon(true);
    forks.add(new Fork<>(name, thread, task));
    thread.start();
    return task;
  }

  Thread thread(String name) {
    return find(name).thread();
  }

  <T> T join(Future<T> future) throws Exception {
    try {
      return future.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw asThrown(e);
    } catch (TimeoutException e) {
      throw new RuleViolation(
          "%s hangs: it has not ended within %d ms.%s"
              .formatted(nameOf(future), patience.toMillis(), Blame.stacks(stacks())));
    }
  }

  /** What the fork threw, as it was thrown: checks catch what the API is said to throw. */
  private static Exception asThrown(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof Exception exception ? exception : e;
  }

  /*
   * A thread waits if its innermost frame that is not the platform's belongs to the backend, and it
   * is parked, sleeping or blocked each time we look. That cannot tell waiting for the lock from a
   * short pause for another reason, hence several looks; and a backend that polls by spinning or
   * by blocking I/O is always running, hence the longer bound for those.
   */
  void awaitBlocked(String name) throws InterruptedException {
    Fork<?> fork = find(name);
    long deadline = System.nanoTime() + patience.toNanos();
    int waiting = 0;
    int inside = 0;
    while (waiting < STEADY && inside < SPINNING) {
      StackTraceElement[] stack = fork.thread().getStackTrace();
      Thread.State state = fork.thread().getState();
      if (fork.task().isDone()) {
        throw new RuleViolation(
            "%s was to wait inside the backend, but it has ended: %s."
                .formatted(name, outcome(fork.task())));
      }
      boolean isInside = Blame.isInsideBackend(stack);
      inside = isInside ? inside + 1 : 0;
      waiting = isInside && isWaiting(state) ? waiting + 1 : 0;
      if (System.nanoTime() - deadline > 0) {
        throw new Inconclusive(
            "%s was not seen waiting inside the backend within %d ms.%s"
                .formatted(name, patience.toMillis(), Blame.stack(fork.thread(), stack)));
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private static boolean isWaiting(Thread.State state) {
    return switch (state) {
      case WAITING, TIMED_WAITING, BLOCKED -> true;
      case NEW, RUNNABLE, TERMINATED -> false;
    };
  }

  private static String outcome(Future<?> task) throws InterruptedException {
    try {
      return "it returned " + task.get();
    } catch (ExecutionException e) {
      return "it threw " + e.getCause();
    }
  }

  /**
   * Interrupts what still runs and waits for it to end.
   *
   * @return the threads that did not, with their stacks
   */
  @CanIgnoreReturnValue
  Map<Thread, StackTraceElement[]> stop(Duration grace) throws InterruptedException {
    forks.forEach(fork -> interrupt(fork.thread()));
    long deadline = System.nanoTime() + grace.toNanos();
    for (var fork : forks) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      fork.thread().join(Math.max(1, left));
    }
    return stacks();
  }

  /** Rethrows a violation that a fork has found and nobody has asked it for. */
  void rethrowViolation() {
    for (var fork : forks) {
      if (fork.task().isDone()) {
        violationOf(fork.task()).ifPresent(Forks::rethrow);
      }
    }
  }

  private static void rethrow(RuleViolation violation) {
    throw violation;
  }

  private static Optional<RuleViolation> violationOf(FutureTask<?> done) {
    try {
      var unused = done.get();
      return Optional.empty();
    } catch (ExecutionException e) {
      return Blame.find(e, RuleViolation.class);
    } catch (InterruptedException | CancellationException e) {
      // Done, so that it does not wait; cancelled by the check itself.
      return Optional.empty();
    }
  }

  private static void interrupt(Thread thread) {
    if (thread.isAlive()) {
      thread.interrupt();
    }
  }

  /** The stacks of the threads that still run. */
  Map<Thread, StackTraceElement[]> stacks() {
    var stacks = new LinkedHashMap<Thread, StackTraceElement[]>();
    for (var fork : forks) {
      if (fork.thread().isAlive()) {
        stacks.put(fork.thread(), fork.thread().getStackTrace());
      }
    }
    return stacks;
  }

  /** The latest of this name: checks start threads in loops. */
  private Fork<?> find(String name) {
    return forks.stream()
        .filter(fork -> fork.name().equals(name))
        .reduce((earlier, later) -> later)
        .orElseThrow(() -> new IllegalArgumentException("No thread was forked as " + name + "."));
  }

  private String nameOf(Future<?> future) {
    return forks.stream()
        .filter(fork -> fork.task() == future)
        .map(Fork::name)
        .findFirst()
        .orElse("A task");
  }

  private record Fork<T>(String name, Thread thread, FutureTask<T> task) {}
}
