package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Inconclusive;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Somebody who waits for a lock, in a thread of their own or with a future. */
final class Waiter {

  private final Trial trial;
  private final Lockable<? extends LockHandle> lock;
  private final Form form;
  private final Future<Outcome> outcome;
  private final @Nullable Thread thread;
  private final @Nullable CompletableFuture<?> pending;

  private Waiter(
      Trial trial,
      Lockable<? extends LockHandle> lock,
      Form form,
      Future<Outcome> outcome,
      @Nullable Thread thread,
      @Nullable CompletableFuture<?> pending) {
    this.trial = trial;
    this.lock = lock;
    this.form = form;
    this.outcome = outcome;
    this.thread = thread;
    this.pending = pending;
  }

  /** Starts to wait, and returns when that is confirmed. */
  static Waiter start(
      Trial trial, String name, Lockable<? extends LockHandle> lock, Form form, Duration timeout) {
    Waiter waiter = begin(trial, name, lock, form, timeout);
    if (!form.isAsync()) {
      waiter.awaitBlocked(name);
    }
    return waiter;
  }

  /** Starts to ask, and does not look whether that means waiting. */
  static Waiter begin(
      Trial trial, String name, Lockable<? extends LockHandle> lock, Form form, Duration timeout) {
    if (form.isAsync()) {
      long start = System.nanoTime();
      CompletableFuture<? extends @Nullable LockHandle> pending = form.start(lock, timeout);
      Future<Outcome> outcome = Outcome.of(form, timeout, start, pending);
      return new Waiter(trial, lock, form, outcome, null, pending);
    }
    Future<Outcome> outcome = trial.fork(name, () -> Outcome.ofCall(form, lock, timeout));
    return new Waiter(trial, lock, form, outcome, trial.thread(name), null);
  }

  private void awaitBlocked(String name) {
    if (form.isTimed()) {
      awaitBlockedOrEnded(); // the time may be up before anybody has looked
      return;
    }
    Worker worker = Worker.of(lock);
    if (worker == null) {
      trial.awaitBlocked(name);
    } else if (!isBlockedIn(worker, trial.thread(name))) {
      throw new Inconclusive(
          "A wait for " + lock + " was not seen to wait within " + Say.time(Patience.of(trial)));
    }
  }

  private boolean isBlockedIn(Worker worker, Thread caller) {
    try {
      return worker.awaitBlocked(caller, Patience.of(trial), outcome::isDone);
    } catch (InterruptedException e) {
      // Only the watchdog interrupts checks.
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits until the thread is seen waiting, for whatever reason, or the call has ended. */
  void awaitBlockedOrEnded() {
    boolean unused =
        Patience.until(
            trial, () -> outcome.isDone() || thread == null || Patience.isBlocked(thread));
  }

  Form form() {
    return form;
  }

  boolean hasEnded() {
    return outcome.isDone();
  }

  /** A violation if it no longer waits. */
  void stillWaits(String situation) throws Exception {
    if (hasEnded()) {
      throw trial.violated(
          "A wait for %s ended %s: %s.", lock.id(), situation, outcome("that had ended"));
    }
  }

  /** Gives up: interrupts the thread, or cancels the future. */
  void withdraw() {
    if (thread != null) {
      thread.interrupt();
    } else if (pending != null) {
      pending.cancel(false);
    }
  }

  Thread thread() {
    if (thread == null) {
      throw new IllegalStateException(form + " has no thread of its own.");
    }
    return thread;
  }

  /** How it ended; a violation if it does not end. */
  Outcome outcome(String situation) throws Exception {
    return Patience.outcome(
        trial,
        outcome,
        Say.lock(lock)
            + " is still waited for by a thread or future in "
            + form.with(Duration.ZERO)
            + " "
            + situation
            + ".");
  }

  /** The handle; a violation if there is none. */
  LockHandle granted(String situation) throws Exception {
    Outcome ended = outcome(situation);
    LockHandle handle = ended.handle();
    if (handle == null) {
      throw trial.violated("%s was not granted %s: %s.", Say.lock(lock), situation, ended);
    }
    return handle;
  }
}
