package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockLoss;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** M53: calls its listeners itself, and whoever completes it gets what they throw. */
final class CallingStage extends CompletableFuture<LockLoss> {

  private final List<Consumer<? super LockLoss>> listeners = new CopyOnWriteArrayList<>();

  @Override
  public CompletableFuture<Void> thenAccept(Consumer<? super LockLoss> listener) {
    if (isDone()) {
      return super.thenAccept(listener);
    }
    listeners.add(listener);
    return new CompletableFuture<>();
  }

  @Override
  public boolean complete(LockLoss news) {
    boolean first = super.complete(news);
    listeners.forEach(listener -> listener.accept(news));
    return first;
  }
}
