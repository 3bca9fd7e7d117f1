package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockLoss;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A handle and somebody who listens for the news of its loss. */
final class LossWatch {

  private final Lockable<? extends LockHandle> lock;
  private final LockHandle handle;
  private final OptionalLong token;
  private final long since;
  private final AtomicInteger times = new AtomicInteger();
  private volatile @Nullable LockLoss news;
  private volatile long toldAt;

  /**
   * Begins to listen.
   *
   * @param since when the handle was asked for, by {@link System#nanoTime()}
   */
  LossWatch(Lockable<? extends LockHandle> lock, LockHandle handle, long since) {
    this.lock = lock;
    this.handle = handle;
    this.since = since;
    this.token = handle.fencingToken();
    CompletionStage<Void> unused = handle.lost().thenAccept(this::hear);
  }

  /** Acquires in the calling thread, and begins to listen. */
  static LossWatch over(Trial trial, Lockable<? extends LockHandle> lock, String situation)
      throws Exception {
    long since = System.nanoTime();
    return new LossWatch(lock, new Contenders(trial).here(lock, situation), since);
  }

  private void hear(LockLoss loss) {
    if (times.getAndIncrement() == 0) {
      toldAt = System.nanoTime();
      news = loss;
    }
  }

  Lockable<? extends LockHandle> lock() {
    return lock;
  }

  LockHandle handle() {
    return handle;
  }

  /** The token that it had when it was acquired. */
  OptionalLong token() {
    return token;
  }

  long since() {
    return since;
  }

  boolean isTold() {
    return news != null;
  }

  /** How often the listener was called. */
  int times() {
    return times.get();
  }

  /** What was told; null if nothing was. */
  @Nullable LockLoss news() {
    return news;
  }

  /** From an instant until the news came. */
  Duration toldAfter(long instant) {
    return Duration.ofNanos(toldAt - instant);
  }

  /** A violation if a loss was told, or the handle says that it is not held. */
  void isUntold(Trial trial, String situation) {
    LockLoss told = news;
    if (told != null) {
      throw trial.violated("A loss of %s was reported %s: %s.", handle, situation, said(told));
    }
    if (!handle.isHeld()) {
      throw trial.violated("%s says that it is not held, %s.", handle, situation);
    }
  }

  /** Such as "LEASE_EXPIRED (The lease ran out.)". */
  static String said(LockLoss loss) {
    return loss.reason() + " (" + loss.message() + ")";
  }

  @Override
  public String toString() {
    return handle.toString();
  }
}
