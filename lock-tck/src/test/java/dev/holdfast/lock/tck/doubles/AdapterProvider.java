package dev.holdfast.lock.tck.doubles;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.ProviderClosedException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What adapters of blocking locks have in common: life cycle, and threads for those who wait. */
abstract class AdapterProvider implements LockProvider {

  final Background background = new Background("lock-adapter");
  private final String namespace;
  private final Set<AdapterWait> waits = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  AdapterProvider(String namespace) {
    this.namespace = requireNonNull(namespace, "namespace");
  }

  final LockId id(LockKind kind, String name) {
    LockId id = new LockId(namespace, kind, requireNonNull(name, "name"));
    checkOpen();
    return id;
  }

  final void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The provider of name space '" + namespace + "' is closed.");
    }
  }

  /** Enters, unless the provider is closed before it is done. */
  final @Nullable LockHandle enter(LockId id, Gate gate, long nanos, AdapterWait wait)
      throws InterruptedException {
    @Nullable LockHandle handle;
    waits.add(wait);
    wait.enter();
    try {
      checkStillOpen(id);
      handle = gate.enter(nanos);
    } catch (InterruptedException e) {
      checkStillOpen(id);
      throw e;
    } finally {
      waits.remove(wait);
      wait.leave();
    }
    if (handle != null && closed) {
      handle.close();
      throw new ProviderClosedException(id);
    }
    return handle;
  }

  /** Sees to it that a future is settled sooner or later; here by a thread of its own. */
  void enterLater(AdapterFuture future, Deadline deadline) {
    background.execute(() -> future.enter(deadline));
  }

  private void checkStillOpen(LockId id) {
    if (closed) {
      throw new ProviderClosedException(id);
    }
  }

  @Override
  public void close() {
    closed = true;
    waits.forEach(AdapterWait::end);
    background.close();
  }

  @Override
  public String toString() {
    return "adapter of name space '" + namespace + "'" + (closed ? ", closed" : "");
  }
}
