package dev.holdfast.lock.tck.program;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where the client of a chain keeps a handle, closed or not, and what is pending. */
final class ChainSlot {

  /** A future that nobody has seen complete. */
  record Pending(Verb verb, ModelLock.Request request, CompletableFuture<?> future) {}

  /** A handle; without a hold once it is closed. */
  record Held(LockHandle handle, ModelLock.@Nullable Hold hold, OptionalLong token) {

    Held closed() {
      return new Held(handle, null, token);
    }

    @Nullable UpgradeableLockHandle upgradeable() {
      return handle instanceof UpgradeableLockHandle upgradeable ? upgradeable : null;
    }
  }

  final String name;
  @Nullable Held held;
  @Nullable Pending pending;
  private @Nullable ModelLock lock;

  ChainSlot(int index) {
    this.name = "s" + index;
  }

  /** Whether an acquisition has to find another slot. */
  boolean isBusy() {
    return pending != null || (held != null && held.hold() != null);
  }

  /** Makes room for an acquisition of the lock. */
  void reserve(ModelLock forLock) {
    lock = forLock;
    held = null;
  }

  /** The lock that the handle or future is about. */
  ModelLock lock() {
    return requireNonNull(lock, name);
  }

  boolean isAbout(ModelLock other) {
    return lock == other;
  }

  Pending pending() {
    return requireNonNull(pending, name);
  }
}
