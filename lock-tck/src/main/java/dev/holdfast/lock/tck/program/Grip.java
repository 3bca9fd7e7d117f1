package dev.holdfast.lock.tck.program;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.history.Resource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a client has in a slot: a handle, or one that is pending. Confined to the client, except
 * that the next client may close the handle.
 */
final class Grip {

  /** A future, and the instant at which it was seen complete. */
  static final class Pending {

    final Verb verb;
    final Note note;
    final CompletableFuture<?> future;
    private volatile long completed;

    Pending(Verb verb, Note note, CompletableFuture<?> future) {
      this.verb = verb;
      this.note = note;
      this.future = future;
      Object unused = future.whenComplete((value, failure) -> completed = System.nanoTime());
    }

    boolean isDone() {
      return completed != 0;
    }

    long completed() {
      return completed;
    }
  }

  final Resource resource;
  final LockMode mode;
  final long number;
  @Nullable Pending pending;

  /** Exclusive by an upgrade. */
  boolean upgraded;

  /** Closed by its own client. */
  boolean closed;

  private volatile @Nullable LockHandle handle;

  /** Whether somebody else has closed it, or is about to. */
  private volatile boolean disturbed;

  Grip(Resource resource, LockMode mode, long number) {
    this.resource = resource;
    this.mode = mode;
    this.number = number;
  }

  void granted(LockHandle granted) {
    handle = granted;
  }

  boolean isGranted() {
    return handle != null;
  }

  LockHandle handle() {
    return requireNonNull(handle, "handle");
  }

  @Nullable UpgradeableLockHandle upgradeable() {
    return handle instanceof UpgradeableLockHandle upgradeable ? upgradeable : null;
  }

  Pending pending() {
    return requireNonNull(pending, "pending");
  }

  void disturb() {
    disturbed = true;
  }

  boolean isDisturbed() {
    return disturbed;
  }

  /** Whether the client still has something to give back. */
  boolean isOpen() {
    return pending != null || (isGranted() && !closed);
  }
}
