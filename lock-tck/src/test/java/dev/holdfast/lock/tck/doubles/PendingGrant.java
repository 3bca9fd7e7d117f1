package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.AcquisitionFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The future of an asynchronous acquisition or upgrade. */
final class PendingGrant<T> extends AcquisitionFuture<T> {

  private final ReferenceProvider provider;
  private final Function<@Nullable Hold, @Nullable T> outcomeOf;
  private final Consumer<T> giveBack;
  private volatile @Nullable Waiter waiter;

  /**
   * A future.
   *
   * @param outcomeOf turns what was granted, or null, into the value of this future
   * @param giveBack takes back a value that came too late
   */
  PendingGrant(
      ReferenceProvider provider,
      Function<@Nullable Hold, @Nullable T> outcomeOf,
      Consumer<T> giveBack) {
    this.provider = provider;
    this.outcomeOf = outcomeOf;
    this.giveBack = giveBack;
  }

  void waitsAs(Waiter waiting) {
    waiter = waiting;
  }

  /** Delivers what has become of the waiter, not under the monitor. */
  void settle(Waiter settled) {
    @Nullable Hold granted;
    provider.space().monitor.lock();
    try {
      granted = settled.outcome();
    } catch (RuntimeException refused) {
      fail(refused);
      return;
    } finally {
      provider.space().monitor.unlock();
    }
    deliver(outcomeOf.apply(granted));
  }

  @Override
  protected void abandoned() {
    Waiter waiting = waiter;
    if (waiting != null) {
      provider.abandon(waiting);
    }
  }

  @Override
  protected void giveBack(T grant) {
    provider.giveBack(() -> giveBack.accept(grant));
  }
}
