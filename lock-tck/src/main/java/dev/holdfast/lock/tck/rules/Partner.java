package dev.holdfast.lock.tck.rules;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.tck.engine.Trial;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that does one thing after another for the check, without being started anew each time.
 * It may be interrupted at any time without losing count: it never waits interruptibly itself.
 */
final class Partner implements AutoCloseable {

  private static final Callable<?> END = () -> null;

  private final Trial trial;
  private final String name;
  private final AtomicReference<@Nullable Callable<?>> task = new AtomicReference<>();
  private final Thread thread;
  private volatile long startedAt;
  private volatile boolean started;
  private volatile boolean ended = true;
  private volatile @Nullable Object result;
  private volatile @Nullable Throwable failure;

  Partner(Trial trial, String name) {
    this.trial = trial;
    this.name = name;
    Future<?> unused = trial.fork(name, this::serve);
    this.thread = trial.thread(name);
  }

  private @Nullable Void serve() {
    while (true) {
      Callable<?> next = task.getAndSet(null);
      if (next == END) {
        return null;
      }
      if (next == null) {
        LockSupport.parkNanos(this, 5_000_000); // begin() unparks
        continue;
      }
      startedAt = System.nanoTime();
      started = true;
      try {
        result = next.call();
      } catch (Throwable e) {
        failure = e;
      }
      ended = true;
    }
  }

  /** Starts an action; the one before has ended. */
  void begin(Callable<?> action) {
    result = null;
    failure = null;
    started = false;
    ended = false;
    task.set(action);
    LockSupport.unpark(thread);
  }

  /** When the action began, by {@link System#nanoTime()}; waits for that. */
  long startedAt() {
    for (int i = 0; i < 5_000 && !started; i++) {
      Thread.onSpinWait(); // whoever asks wants to be on time
    }
    if (!started && !Patience.until(trial, () -> started)) {
      throw trial.violated("The thread %s did not get to run.", name);
    }
    return startedAt;
  }

  boolean hasEnded() {
    return ended;
  }

  Thread thread() {
    return thread;
  }

  /** Waits until the thread is blocked in the action, or the action has ended. */
  void awaitBlocked() {
    boolean unused = Patience.until(trial, () -> ended || (started && Patience.isBlocked(thread)));
  }

  /** Waits for the end of the action and answers its result; a violation if it does not end. */
  <T> T result(Class<T> type, String situation) throws Exception {
    if (!Patience.until(trial, () -> ended)) {
      throw trial.violated(
          "Thread %s had not come back after %s: %s.",
          name, Say.time(Patience.of(trial)), situation);
    }
    Throwable thrown = failure;
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown != null) {
      throw thrown instanceof Exception e ? e : new IllegalStateException(thrown);
    }
    return requireNonNull(type.cast(result));
  }

  /** Ends the thread once the action has ended. */
  @Override
  public void close() {
    task.set(END);
    LockSupport.unpark(thread);
  }
}
