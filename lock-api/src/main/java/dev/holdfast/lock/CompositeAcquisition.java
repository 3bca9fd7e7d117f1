package dev.holdfast.lock;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One asynchronous acquisition of a composite: part after part, on whatever threads complete them.
 */
final class CompositeAcquisition extends AcquisitionFuture<CompositeLockHandle> {

  /*
   * Exactly one thread at a time drives the acquisition: the one that started it, then whichever
   * completes the part that is waited for. So `held` needs no guard: each step happens after the one
   * before it, through the part's future.
   *
   * `attempt` is also read by whoever abandons the acquisition. The dangerous race is an abandonment
   * between two parts, which would cancel the old attempt while the next one is being made. Hence
   * the driver publishes the new attempt first and then looks whether the acquisition is abandoned;
   * the other side marks it as abandoned first and then looks for the attempt. One of the two sees
   * the other.
   *
   * Cancelling the attempt that is waited for makes the canceller the driver: what is held is
   * released before cancel() returns.
   */

  private final List<Lockable<?>> parts;
  private final Deadline deadline;
  private final List<LockHandle> held;
  private volatile @Nullable CompletableFuture<?> attempt;

  CompositeAcquisition(List<Lockable<?>> parts, Deadline deadline) {
    this.parts = parts;
    this.deadline = deadline;
    this.held = new ArrayList<>(parts.size());
  }

  @CanIgnoreReturnValue
  CompositeAcquisition start() {
    proceed();
    return this;
  }

  /**
   * Acquires the parts that can be had at once in a loop, so that many parts need no deep stack.
   */
  private void proceed() {
    while (held.size() < parts.size() && !isAbandoned()) {
      CompletableFuture<Boolean> taken;
      try {
        taken = attemptNext().handle(this::take);
      } catch (Throwable t) {
        if (held.isEmpty()) {
          throw t; // The first part, hence on the caller's stack: a closed provider is thrown at
          // once.
        }
        refuse(t);
        return;
      }
      if (!taken.isDone()) {
        taken.thenAccept(
            goOn -> {
              if (goOn) {
                proceed();
              }
            });
        return;
      }
      if (!taken.join()) {
        return;
      }
    }
    deliver(new CompositeHandle(held)); // which gives it back if the acquisition is abandoned
  }

  private CompletableFuture<? extends @Nullable LockHandle> attemptNext() {
    var next = parts.get(held.size()).tryAcquireAsync(deadline.remaining());
    attempt = next;
    if (isAbandoned()) {
      next.cancel(false);
    }
    return next;
  }

  /** Keeps the handle and answers true, or ends the acquisition. */
  private boolean take(@Nullable LockHandle handle, @Nullable Throwable failure) {
    if (handle == null) {
      refuse(failure == null ? null : Failures.unwrapped(failure));
      return false;
    }
    held.add(handle);
    return true;
  }

  /** Ends the acquisition with a failure, or with null for "not now". */
  private void refuse(@Nullable Throwable failure) {
    if (isAbandoned()) {
      deliver(new CompositeHandle(held)); // Gives it back, and logs what would be lost in fail().
      return;
    }
    Throwable first = HeldParts.releaseAfter(failure, held);
    if (first == null) {
      deliver(null);
    } else {
      fail(first);
    }
  }

  @Override
  protected void abandoned() {
    CompletableFuture<?> current = attempt;
    if (current != null) {
      current.cancel(false);
    }
  }

  @Override
  protected void giveBack(CompositeLockHandle grant) {
    grant.close();
  }
}
