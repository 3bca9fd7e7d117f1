package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockLoss;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/** A lease that is renewed until the handle is closed or the lease is lost. */
final class LeaseHandle implements LockHandle {

  private enum State {
    HELD,
    CLOSED,
    LOST
  }

  private final LeaseProvider provider;
  private final LockId id;
  private final String owner;
  private final long token;
  private final CompletableFuture<LockLoss> loss;
  private final AtomicReference<State> state = new AtomicReference<>(State.HELD);

  /** When the request was sent that the lease was granted or last renewed by. */
  private volatile long signOfLife;

  LeaseHandle(LeaseProvider provider, LockId id, String owner, long token, long sentAt) {
    this.provider = provider;
    this.id = id;
    this.owner = owner;
    this.token = token;
    this.signOfLife = sentAt;
    this.loss = provider.mutant() == Mutant.M53 ? new CallingStage() : new CompletableFuture<>();
  }

  LeaseStore.Key key() {
    return new LeaseStore.Key(id.namespace(), id.name());
  }

  String owner() {
    return owner;
  }

  long token() {
    return token;
  }

  void renewed(long sentAt) {
    signOfLife = sentAt;
  }

  /** The server counts from when it got the request, which is later than when it was sent. */
  boolean hasExpired() {
    long silence = System.nanoTime() - signOfLife;
    if (provider.mutant() == Mutant.M76) {
      return silence >= 3 * LeaseKeeper.INTERVAL.toNanos();
    }
    return silence >= LeaseBackend.LEASE.toNanos() && provider.mutant() != Mutant.M74;
  }

  @Override
  public boolean isHeld() {
    return state.get() == State.HELD && !hasExpired();
  }

  @Override
  public void close() {
    State before = state.getAndUpdate(now -> now == State.HELD ? State.CLOSED : now);
    if (before == State.HELD) {
      provider.keeper().forgets(this);
    }
    if (before == State.HELD || (before == State.LOST && provider.mutant() == Mutant.M75)) {
      provider.client().release(key(), owner);
    }
  }

  @Override
  public CompletionStage<LockLoss> lost() {
    return provider.mutant() == Mutant.M53 ? loss : loss.minimalCompletionStage();
  }

  /** Ends it as lost, and tells so. */
  void lose(LockLoss.Reason reason, String message) {
    if (state.compareAndSet(State.HELD, State.LOST)) {
      provider.keeper().forgets(this);
      LockLoss news = new LockLoss(id, reason, message, Instant.now());
      if (provider.mutant() == Mutant.M53 || provider.mutant() == Mutant.L01) {
        loss.complete(news); // by the thread that renews
      } else {
        provider.background.execute(() -> loss.complete(news));
      }
    }
  }

  @Override
  public OptionalLong fencingToken() {
    return OptionalLong.of(token);
  }

  @Override
  public String toString() {
    return "lease of " + id + " (" + state.get() + ", token " + token + ")";
  }
}
