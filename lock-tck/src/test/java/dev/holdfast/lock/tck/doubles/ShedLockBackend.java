package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.Faults;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.inmemory.InMemoryLockProvider;

/**
 * An adapter of ShedLock's in-memory provider, whose locks run out after a time and which cannot
 * wait, so that the adapter polls.
 */
public final class ShedLockBackend implements LockBackendFactory {

  /** How long a lock stays with its holder: {@code lockAtMostFor}. */
  static final Duration LEASE = Duration.ofSeconds(2);

  private static final InMemoryLockProvider LOCKS = new InMemoryLockProvider();

  /** Made by the kit, also in other processes. */
  public ShedLockBackend() {}

  @Override
  public LockProvider open(String namespace, Map<String, String> config) {
    return new Provider(namespace);
  }

  @Override
  public Bounds bounds() {
    return Bounds.DEFAULT.pollInterval(Duration.ofMillis(10)).lease(LEASE);
  }

  @Override
  public Faults faults(String namespace, Map<String, String> config) {
    return new Faults() {
      @Override
      public void expireLease(LockId lock, LockHandle handle) throws InterruptedException {
        Thread.sleep(LEASE.plusMillis(100).toMillis());
      }
    };
  }

  private static Gate gate(LockId id) {
    String name = id.namespace() + "/" + id.name();
    return nanos -> {
      long start = System.nanoTime();
      while (true) {
        Optional<SimpleLock> lock =
            LOCKS.lock(new LockConfiguration(Instant.now(), name, LEASE, Duration.ZERO));
        if (lock.isPresent()) {
          return new AdapterHandle(id, lock.get()::unlock);
        }
        if (System.nanoTime() - start >= nanos) {
          return null;
        }
        Thread.sleep(1);
      }
    };
  }

  private static final class Provider extends AdapterProvider implements DistributedLockProvider {

    Provider(String namespace) {
      super(namespace);
    }

    @Override
    public DistributedLock lock(String name) {
      LockId id = id(LockKind.MUTEX, name);
      return new AdapterLockable.Plain(this, id, LockMode.WRITE, gate(id));
    }
  }
}
