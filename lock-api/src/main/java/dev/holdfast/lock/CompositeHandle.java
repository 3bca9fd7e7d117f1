package dev.holdfast.lock;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The handles of all parts of a composite, in the order of their acquisition. */
final class CompositeHandle implements CompositeLockHandle {

  private final List<LockHandle> parts;
  private final CompletableFuture<LockLoss> firstLoss = new CompletableFuture<>();
  private final CompletionStage<LockLoss> lost = firstLoss.minimalCompletionStage();
  private final AtomicBoolean watched = new AtomicBoolean();

  /** Not only what the parts say: there may be none. */
  private volatile boolean closed;

  CompositeHandle(List<? extends LockHandle> parts) {
    this.parts = List.copyOf(parts);
  }

  @Override
  public List<LockHandle> parts() {
    return parts;
  }

  @Override
  public void close() {
    closed = true;
    HeldParts.release(parts);
  }

  /** Each part is released only when its successor is, as in {@link #close()}. */
  @Override
  public CompletableFuture<Void> closeAsync() {
    closed = true;
    CompletableFuture<@Nullable Throwable> outcome = completedFuture(null);
    for (int i = parts.size() - 1; i >= 0; i--) {
      // Inside thenCompose, a part that throws at once does not keep the others from being closed.
      CompletableFuture<LockHandle> part = completedFuture(parts.get(i));
      outcome =
          outcome.thenCompose(
              failure ->
                  part.thenCompose(LockHandle::closeAsync)
                      .handle((ok, next) -> firstOf(failure, next)));
    }
    CompletableFuture<Void> released = new CompletableFuture<>();
    outcome.thenAccept(
        failure -> {
          if (failure == null) {
            released.complete(null);
          } else {
            released.completeExceptionally(failure);
          }
        });
    return released;
  }

  private static @Nullable Throwable firstOf(
      @Nullable Throwable failure, @Nullable Throwable next) {
    return Failures.first(failure, next == null ? null : Failures.unwrapped(next));
  }

  @Override
  public boolean isHeld() {
    return !closed && parts.stream().allMatch(LockHandle::isHeld);
  }

  @Override
  public CompletionStage<LockLoss> lost() {
    // Once, or each call would leave something behind at each part.
    if (watched.compareAndSet(false, true)) {
      parts.forEach(part -> part.lost().thenAccept(firstLoss::complete));
    }
    return lost;
  }

  /** Empty: each part has its own. */
  @Override
  public OptionalLong fencingToken() {
    return OptionalLong.empty();
  }

  @Override
  public String toString() {
    return "composite " + parts;
  }
}
