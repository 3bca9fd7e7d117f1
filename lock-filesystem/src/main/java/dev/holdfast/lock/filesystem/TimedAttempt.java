package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An attempt that a timer drives, so that no thread waits for it. */
final class TimedAttempt {

  /*
   *   a first try ──▶ at the entrance (shared modes: one of them polls) ──▶ polling ──▶ finished
   *
   *  (1) finish() has an effect once, after the attempt is over, whoever ended it.
   *  (2) On a file system whose calls may hang, an alarm ends the attempt shortly after its deadline.
   */

  /** How much longer than its time a request may wait for a system call that does not return. */
  private static final long OVERTIME_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Request<?> request;
  private final Lane lane;
  private final Deadline deadline;
  private final Attempt attempt;
  private final Consumer<Attempt> whenOver;
  private final AtomicBoolean queued = new AtomicBoolean();
  private final AtomicBoolean finished = new AtomicBoolean();
  private volatile @Nullable Future<?> alarm;
  private volatile @Nullable CompletableFuture<@Nullable LockHandle> entrance;

  /**
   * An attempt of a request that has passed the JVM-local stage.
   *
   * @param whenOver called once, by whoever has ended it
   */
  TimedAttempt(Request<?> request, Deadline deadline, Consumer<Attempt> whenOver) {
    this.request = request;
    this.lane = request.cell().directory().lane();
    this.deadline = deadline;
    this.attempt = request.newAttempt();
    this.whenOver = whenOver;
  }

  Attempt attempt() {
    return attempt;
  }

  /**
   * Starts it, with a try in the calling thread if it may make system calls.
   *
   * @return whether it is over with that; then nobody else is told
   */
  boolean startNow() {
    if (!lane.isInCaller()) {
      start();
      return false;
    }
    long pause = tryFile();
    if (pause == Attempt.OVER) {
      return true;
    }
    begin();
    next(pause);
    return false;
  }

  /** Starts it where system calls are made. */
  void start() {
    begin();
    lane.run(this::poll);
  }

  private void begin() {
    attempt.onEnd(this::finish);
    request.provider().begins(attempt);
    if (!lane.isInCaller() && !deadline.isNever()) {
      long left = Math.min(deadline.remainingNanos(), Long.MAX_VALUE - OVERTIME_NANOS);
      alarm = Background.schedule(() -> attempt.end(null), left + OVERTIME_NANOS);
      if (attempt.isOver()) {
        stopAlarm();
      }
    }
  }

  private void stopAlarm() {
    Future<?> set = alarm;
    if (set != null) {
      set.cancel(false); // it would keep the handle from becoming garbage
    }
  }

  /** Runs where system calls are made. */
  private void poll() {
    next(tryFile());
  }

  private long tryFile() {
    if (deadline.hasPassed()) {
      attempt.lastStep();
      attempt.end(null);
      return Attempt.OVER;
    }
    return attempt.step();
  }

  private void next(long pause) {
    if (pause == Attempt.OVER) {
      finish();
    } else if (attempt.isShared() && queued.compareAndSet(false, true)) {
      queueAtEntrance();
    } else {
      Future<?> unused =
          Background.schedule(
              () -> lane.run(this::poll), Math.min(pause, deadline.remainingNanos()));
    }
  }

  private void queueAtEntrance() {
    CompletableFuture<@Nullable LockHandle> turn;
    try {
      turn = request.provider().entrance(attempt.id()).tryAcquireAsync(deadline.remaining());
    } catch (IllegalStateException e) {
      attempt.end(request.provider().closedException(attempt.id()));
      return;
    }
    entrance = turn;
    turn.whenComplete(
        (handle, failure) -> {
          if (failure != null) {
            attempt.end(request.provider().closedException(attempt.id()));
          }
          if (finished.get()) {
            leaveEntrance();
          } else {
            lane.run(this::poll);
          }
        });
  }

  private void leaveEntrance() {
    CompletableFuture<@Nullable LockHandle> turn = entrance;
    if (turn != null && !turn.cancel(false) && !turn.isCompletedExceptionally()) {
      LockHandle handle = turn.join();
      if (handle != null) {
        handle.close();
      }
    }
  }

  /** Sees to what follows from the end. */
  void finish() {
    if (finished.compareAndSet(false, true)) {
      stopAlarm();
      leaveEntrance();
      request.provider().ends(attempt);
      whenOver.accept(attempt);
    }
  }
}
