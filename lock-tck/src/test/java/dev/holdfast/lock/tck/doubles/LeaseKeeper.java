package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockLoss.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Renews the leases of one provider, in a thread that runs as long as there are any. */
final class LeaseKeeper {

  /** Between two signs of life. */
  static final Duration INTERVAL = Duration.ofMillis(50);

  private final LeaseProvider provider;
  private final Set<LeaseHandle> held = ConcurrentHashMap.newKeySet();
  private boolean running;

  LeaseKeeper(LeaseProvider provider) {
    this.provider = provider;
  }

  synchronized void keeps(LeaseHandle handle) {
    held.add(handle);
    if (!running) {
      running = true;
      Thread thread = new Thread(this::run, "lease-keeper");
      thread.setDaemon(true);
      thread.start();
    }
  }

  synchronized void forgets(LeaseHandle handle) {
    held.remove(handle);
  }

  /** Whether it may end; if so, the next lease that is to be kept starts another thread. */
  private synchronized boolean isIdle() {
    running = !held.isEmpty();
    return !running;
  }

  private void run() {
    do {
      LockSupport.parkNanos(INTERVAL.toNanos());
      List<LeaseHandle> handles = new ArrayList<>();
      for (LeaseHandle handle : held) {
        if (handle.hasExpired()) {
          handle.lose(Reason.LEASE_EXPIRED, "The lease could not be renewed in time.");
        } else {
          handles.add(handle);
        }
      }
      renew(handles);
    } while (!isIdle());
    provider.isIdle();
  }

  private void renew(List<LeaseHandle> handles) {
    long sentAt = System.nanoTime();
    List<Boolean> renewed;
    try {
      renewed = provider.client().renew(handles, LeaseBackend.LEASE.toNanos());
    } catch (LockException e) {
      return; // The time decides.
    }
    for (int i = 0; i < handles.size(); i++) {
      if (renewed.get(i)) {
        handles.get(i).renewed(sentAt);
      } else {
        handles.get(i).lose(Reason.SUPERSEDED, "The server knows of no such lease any more.");
      }
    }
  }

  synchronized boolean hasHandles() {
    return !held.isEmpty();
  }
}
