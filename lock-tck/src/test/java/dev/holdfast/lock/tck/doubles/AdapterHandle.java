package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockLoss;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** A handle that runs an action when it is closed first. */
final class AdapterHandle implements LockHandle {

  private final LockId id;
  private final OptionalLong token;
  private final Runnable release;
  private final AtomicBoolean held = new AtomicBoolean(true);
  private final CompletableFuture<LockLoss> never = new CompletableFuture<>();

  AdapterHandle(LockId id, Runnable release) {
    this(id, OptionalLong.empty(), release);
  }

  AdapterHandle(LockId id, OptionalLong token, Runnable release) {
    this.id = id;
    this.token = token;
    this.release = release;
  }

  @Override
  public void close() {
    if (held.compareAndSet(true, false)) {
      release.run();
    }
  }

  @Override
  public boolean isHeld() {
    return held.get();
  }

  @Override
  public CompletionStage<LockLoss> lost() {
    return never.minimalCompletionStage();
  }

  @Override
  public OptionalLong fencingToken() {
    return token;
  }

  @Override
  public String toString() {
    return "handle of " + id + (isHeld() ? "" : ", closed");
  }
}
