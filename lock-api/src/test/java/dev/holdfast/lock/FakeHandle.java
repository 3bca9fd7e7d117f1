package dev.holdfast.lock;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A handle that writes its release into a journal, and then fails if the test wants it to. */
final class FakeHandle implements LockHandle {

  final CompletableFuture<LockLoss> loss = new CompletableFuture<>();
  private final String name;
  private final List<String> journal;
  private final @Nullable Throwable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param journal receives a line for each release, thread-safe
   * @param onClose a RuntimeException or Error that the first close throws after the release
   */
  FakeHandle(String name, List<String> journal, @Nullable Throwable onClose) {
    this.name = name;
    this.journal = journal;
    this.onClose = onClose;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    journal.add("released " + name);
    if (onClose instanceof Error e) {
      throw e;
    } else if (onClose instanceof RuntimeException e) {
      throw e;
    }
  }

  @Override
  public boolean isHeld() {
    return !closed.get() && !loss.isDone();
  }

  @Override
  public CompletionStage<LockLoss> lost() {
    return loss;
  }

  @Override
  public OptionalLong fencingToken() {
    return OptionalLong.of(1);
  }

  @Override
  public String toString() {
    return "handle of " + name;
  }
}
