package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.Faults;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Mutexes with a lease: a holder that gives no sign of life for two seconds loses the lock. All
 * processes lease from the server of the one that runs the tests. Correct, unless the configuration
 * asks for a {@link Mutant}.
 */
public final class LeaseBackend implements LockBackendFactory {

  /** The key under which the configuration has the port of the server. */
  static final String PORT = "port";

  /** How long a lock stays with a holder that gives no sign of life. */
  static final Duration LEASE = Duration.ofSeconds(2);

  /** Made by the kit, also in other processes. */
  public LeaseBackend() {}

  /** The backend with the server of this process. */
  static BackendUnderTest underTest(Map<String, String> config) {
    var complete = new HashMap<>(config);
    complete.put(PORT, Integer.toString(LeaseServer.port()));
    return BackendUnderTest.of(LeaseBackend.class).config(complete);
  }

  @Override
  public LockProvider open(String namespace, Map<String, String> config) {
    String port = config.get(PORT);
    if (port == null) {
      throw new IllegalArgumentException("The configuration has no " + PORT + ".");
    }
    return new LeaseProvider(namespace, Integer.parseInt(port), mutant(config));
  }

  private static @Nullable Mutant mutant(Map<String, String> config) {
    String mutant = config.get(ReferenceBackend.MUTANT);
    return mutant == null ? null : Mutant.valueOf(mutant);
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.of(
        Capability.CROSS_PROCESS,
        Capability.CRASH_RELEASE,
        Capability.FENCING,
        Capability.LOST_DETECTION);
  }

  @Override
  public Bounds bounds() {
    return Bounds.DEFAULT
        .pollInterval(Duration.ofMillis(5))
        .crashRelease(LEASE.plusMillis(200))
        .lostDetection(Duration.ofMillis(200))
        .lease(LEASE);
  }

  @Override
  public Faults faults(String namespace, Map<String, String> config) {
    LeaseStore store = LeaseStore.of(mutant(config));
    return new Faults() {
      @Override
      public void loseHandle(LockId lock, LockHandle handle) {
        store.release(key(lock), ((LeaseHandle) handle).owner());
      }

      @Override
      public void expireLease(LockId lock, LockHandle handle) {
        store.expire(key(lock));
      }

      @Override
      public void dropConnections() throws IOException {
        LeaseServer.dropConnections();
      }

      @Override
      public void removeBackingStore(LockId lock) {
        store.remove(key(lock));
      }
    };
  }

  private static LeaseStore.Key key(LockId lock) {
    return new LeaseStore.Key(lock.namespace(), lock.name());
  }
}
