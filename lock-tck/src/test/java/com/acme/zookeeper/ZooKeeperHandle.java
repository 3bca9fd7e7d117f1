package com.acme.zookeeper;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockLoss;
import dev.holdfast.lock.LockMode;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/** A node that has come to the front of its queue. */
final class ZooKeeperHandle implements LockHandle {

  private enum State {
    HELD,
    CLOSED,
    LOST
  }

  private final ZooKeeperLocks provider;
  private final LockId id;
  private final LockMode mode;
  private final String node;
  private final long token;
  private final AtomicReference<State> state = new AtomicReference<>(State.HELD);
  private final CompletableFuture<LockLoss> loss = new CompletableFuture<>();

  /**
   * A handle.
   *
   * @param token the transaction that created the node: ZooKeeper counts them for ever
   */
  ZooKeeperHandle(ZooKeeperLocks provider, LockId id, LockMode mode, String node, long token) {
    this.provider = provider;
    this.id = id;
    this.mode = mode;
    this.node = node;
    this.token = token;
  }

  @Override
  public void close() {
    try {
      closeAsync().join(); // which no interrupt ends
    } catch (CompletionException e) {
      throw new LockException("The " + id + " was not released: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public CompletableFuture<Void> closeAsync() {
    State before = state.getAndUpdate(old -> old == State.HELD ? State.CLOSED : old);
    if (before != State.HELD) {
      return CompletableFuture.completedFuture(null);
    }
    return Request.delete(provider, node).whenComplete((done, failure) -> provider.gone(this));
  }

  /** The session is over, and with it all of its nodes. */
  void lose() {
    if (state.compareAndSet(State.HELD, State.LOST)) {
      provider.gone(this);
      var news =
          new LockLoss(
              id,
              LockLoss.Reason.LEASE_EXPIRED,
              "The session with ZooKeeper has ended.",
              Instant.now());
      provider.callbacks().execute(() -> loss.complete(news));
    }
  }

  @Override
  public boolean isHeld() {
    return state.get() == State.HELD;
  }

  @Override
  public CompletionStage<LockLoss> lost() {
    return loss.minimalCompletionStage();
  }

  @Override
  public OptionalLong fencingToken() {
    return mode == LockMode.WRITE ? OptionalLong.of(token) : OptionalLong.empty();
  }

  @Override
  public String toString() {
    return "handle " + node.substring(node.lastIndexOf('-') + 1) + " of " + id + ", " + state;
  }
}
