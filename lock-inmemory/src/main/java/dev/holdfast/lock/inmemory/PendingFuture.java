package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.AcquisitionFuture;
import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A future that waits for a lock.
 *
 * @param <G> what it is granted
 */
abstract class PendingFuture<G> extends AcquisitionFuture<G> implements Waiter.Party, Runnable {

  /*
   * A settled wait is claimed once, by run(), which delivers the outcome, or by rejected(). Whoever
   * abandons the future gives a grant back at once instead of leaving it to the executor, so that a
   * cancel() that answers true leaves nothing held; what is delivered later is given back once more,
   * which has no effect.
   */

  private final Waiter waiter;
  private volatile @Nullable Future<?> timer;
  private final AtomicBoolean claimed = new AtomicBoolean();

  PendingFuture(InMemoryLockable<?> lockable, @Nullable Hold holdToUpgrade) {
    this.waiter = new Waiter(lockable, holdToUpgrade, this);
  }

  Waiter waiter() {
    return waiter;
  }

  /** What the waiter was granted. */
  abstract G grantOf(Waiter waiter);

  /** The answer when the time is up. */
  abstract @Nullable G notNow();

  /** What came to nothing because its outcome could not be delivered, and what that means. */
  abstract String undone();

  /** Sets the time at which this gives up; called once, after the waiter was queued. */
  void endsAt(Deadline limit) {
    Deadline deadline = space().waitBegins(waiter, limit);
    if (!deadline.isNever()) {
      timer =
          Background.schedule(
              () -> Background.completions().execute(waiter::expire), deadline.remainingNanos());
    }
    if (waiter.isSettled()) {
      waitEnds(); // settled() may have come before there was a timer to stop
    }
  }

  private void waitEnds() {
    Future<?> running = timer;
    if (running != null) {
      running.cancel(false);
    }
    space().waitEnds(waiter);
  }

  private LockSpace space() {
    return waiter.lockable.provider().space();
  }

  @Override
  public final void settled() {
    waitEnds();
    HandOver.to(waiter.lockable.provider().executor(), this, this::rejected);
  }

  /** Delivers the outcome, on the executor. */
  @Override
  public final void run() {
    if (!waiter.isSettled() || !claim()) {
      return;
    }
    switch (waiter.outcome()) {
      case WAITING -> throw new AssertionError("not settled");
      case GRANTED -> deliver(grantOf(waiter));
      case WITHDRAWN -> deliver(notNow());
      case FAILED -> fail(waiter.failure());
    }
  }

  private boolean claim() {
    return claimed.compareAndSet(false, true);
  }

  private void rejected(Throwable rejection) {
    if (claim() && waiter.outcome() == Waiter.Outcome.GRANTED) {
      giveBack(grantOf(waiter));
    }
    fail(
        new LockException(
            "The executor of the provider rejected the outcome of " + undone(), rejection));
  }

  @Override
  protected final void abandoned() {
    if (waiter.withdraw()) {
      waitEnds();
    } else if (waiter.outcome() == Waiter.Outcome.GRANTED) {
      giveBack(grantOf(waiter));
    }
  }
}
