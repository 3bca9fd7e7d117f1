package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockLoss;
import java.lang.ref.PhantomReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a lock knows of one handle: a reference that does not keep the handle alive, so that a
 * handle which becomes garbage is noticed and released. All fields are guarded by the lock's cell.
 */
final class Hold extends PhantomReference<InMemoryHandle> {

  static final long NO_TOKEN = -1;

  /** Whether a hold still counts; all but the first are final. */
  enum Status {
    HELD("held"),
    CLOSED("closed"),
    LOST("lost"),
    ABANDONED("abandoned");

    final String participle;

    Status(String participle) {
      this.participle = participle;
    }
  }

  final LockCell cell;
  final InMemoryLockable<?> lockable;
  final @Nullable AcquisitionSite acquiredAt;

  Status status = Status.HELD;
  long token = NO_TOKEN;

  /** Made when somebody asks for the news of a loss, or when there is some. */
  private @Nullable CompletableFuture<LockLoss> loss;

  /** The same for users, who cannot complete it. */
  private @Nullable CompletionStage<LockLoss> lost;

  @Nullable Hold previous;
  @Nullable Hold next;

  Hold(
      InMemoryHandle handle,
      InMemoryLockable<?> lockable,
      LockCell cell,
      @Nullable AcquisitionSite acquiredAt) {
    super(handle, cell.space().abandoned());
    this.cell = cell;
    this.lockable = lockable;
    this.acquiredAt = acquiredAt;
  }

  CompletableFuture<LockLoss> loss() {
    if (loss == null) {
      loss = new CompletableFuture<>();
    }
    return loss;
  }

  CompletionStage<LockLoss> lost() {
    if (lost == null) {
      lost = loss().minimalCompletionStage();
    }
    return lost;
  }

  void requireHeld(String participle) {
    if (status != Status.HELD) {
      throw noLongerHeld(participle);
    }
  }

  String describe() {
    return lockable.mode()
        + " handle of "
        + lockable.id()
        + " ("
        + status.participle
        + (token == NO_TOKEN ? ")" : ", token " + token + ")");
  }

  IllegalStateException noLongerHeld(String participle) {
    return new IllegalStateException(
        "A handle of "
            + lockable.id()
            + " cannot be "
            + participle
            + " any more: it was "
            + status.participle
            + ".");
  }
}
