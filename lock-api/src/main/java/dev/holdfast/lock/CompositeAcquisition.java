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
   * the driver publishes the new attempt first and then looks whether it is done already; the other
   * side marks it as abandoned first and then looks for the attempt. One of the two sees the other.
   */

  private final List<Lockable<?>> parts;
  private final Deadline deadline;
  private final List<LockHandle> held;
  private volatile @Nullable CompletableFuture<?> attempt;
  private volatile boolean abandoned;

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
    while (held.size() < parts.size()) {
      CompletableFuture<? extends @Nullable LockHandle> next;
      try {
        next = parts.get(held.size()).tryAcquireAsync(deadline.remaining());
      } catch (RuntimeException e) {
        refuse(e);
        return;
      }
      attempt = next;
      if (abandoned) {
        next.cancel(false);
      }
      if (!next.isDone()) {
        next.whenComplete(
            (handle, failure) -> {
              if (take(handle, failure)) {
                proceed();
              }
            });
        return;
      }
      if (!takeCompleted(next)) {
        return;
      }
    }
    deliver(new CompositeHandle(held));
  }

  private boolean takeCompleted(CompletableFuture<? extends @Nullable LockHandle> completed) {
    boolean[] taken = new boolean[1];
    completed.whenComplete((handle, failure) -> taken[0] = take(handle, failure));
    return taken[0];
  }

  /** Keeps the handle and answers true, or ends the acquisition. */
  private boolean take(@Nullable LockHandle handle, @Nullable Throwable failure) {
    if (failure != null) {
      refuse(failure);
    } else if (handle == null) {
      refuse(null);
    } else {
      held.add(handle);
      return true;
    }
    return false;
  }

  private void refuse(@Nullable Throwable failure) {
    try {
      HeldParts.release(held, failure);
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    if (failure != null) {
      fail(failure);
    } else {
      deliver(null);
    }
  }

  @Override
  protected void abandoned() {
    abandoned = true;
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
