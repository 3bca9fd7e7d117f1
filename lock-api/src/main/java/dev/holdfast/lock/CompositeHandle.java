package dev.holdfast.lock;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The handles of all parts of a composite, in the order of their acquisition. */
final class CompositeHandle implements CompositeLockHandle {

  private final List<LockHandle> parts;

  CompositeHandle(List<? extends LockHandle> parts) {
    this.parts = List.copyOf(parts);
  }

  @Override
  public List<LockHandle> parts() {
    return parts;
  }

  @Override
  public void close() {
    HeldParts.release(parts, null);
  }

  /** Chained, so that each part is released only when its successor is, as in {@link #close()}. */
  @Override
  public CompletableFuture<Void> closeAsync() {
    CompletableFuture<Void> released = CompletableFuture.completedFuture(null);
    for (int i = parts.size() - 1; i >= 0; i--) {
      LockHandle part = parts.get(i);
      released =
          released
              .handle(
                  (ok, failure) -> part.closeAsync().handle((ok2, next) -> first(failure, next)))
              .thenCompose(step -> step)
              .thenCompose(
                  failure ->
                      failure == null
                          ? CompletableFuture.<Void>completedFuture(null)
                          : CompletableFuture.failedFuture(failure));
    }
    return released;
  }

  private static @Nullable Throwable first(@Nullable Throwable failure, @Nullable Throwable next) {
    if (failure == null) {
      return next;
    }
    if (next != null && next != failure) {
      failure.addSuppressed(next);
    }
    return failure;
  }

  @Override
  public boolean isHeld() {
    return parts.stream().allMatch(LockHandle::isHeld);
  }

  @Override
  public CompletionStage<LockLoss> lost() {
    CompletableFuture<LockLoss> first = new CompletableFuture<>();
    parts.forEach(part -> part.lost().thenAccept(first::complete));
    return first.minimalCompletionStage();
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
