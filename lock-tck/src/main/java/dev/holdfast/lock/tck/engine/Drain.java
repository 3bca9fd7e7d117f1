package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.LockHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Holds all but one permit of semaphores, so that what is left behaves like a mutex. */
final class Drain {

  static final int PERMITS = 3;

  private final ReentrantLock guard = new ReentrantLock();
  private final Set<String> drained = new HashSet<>();
  private final List<LockHandle> held = new ArrayList<>();

  void drain(String namespace, DistributedSemaphore semaphore, Duration patience) {
    guard.lock();
    try {
      if (!drained.add(namespace + '/' + semaphore.name())) {
        return;
      }
      for (int i = 1; i < PERMITS; i++) {
        held.add(take(semaphore, patience));
      }
    } finally {
      guard.unlock();
    }
  }

  private static LockHandle take(DistributedSemaphore semaphore, Duration patience) {
    boolean interrupted = Thread.interrupted();
    try {
      @Nullable LockHandle handle = semaphore.tryAcquire(patience);
      if (handle == null) {
        throw new RuleViolation(
            "Semaphore '%s' is new and has %d permits, but did not grant %d of them within %d ms."
                .formatted(semaphore.name(), PERMITS, PERMITS - 1, patience.toMillis()));
      }
      return handle;
    } catch (InterruptedException e) {
      interrupted = true;
      throw new Inconclusive("The trial was interrupted while it took permits of a semaphore.");
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  void close() {
    List<LockHandle> handles;
    guard.lock();
    try {
      handles = List.copyOf(held);
      held.clear();
    } finally {
      guard.unlock();
    }
    handles.forEach(LockHandle::close);
  }
}
