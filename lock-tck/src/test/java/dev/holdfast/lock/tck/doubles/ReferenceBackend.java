package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.Faults;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * The backend of {@link ReferenceLocks}: all four primitives, slow and correct, unless the
 * configuration asks for a {@link Mutant}.
 */
public final class ReferenceBackend implements LockBackendFactory {

  /** The key under which the configuration names a mutant; absent for the correct backend. */
  public static final String MUTANT = "mutant";

  /** Made by the kit, also in other processes. */
  public ReferenceBackend() {}

  @Override
  public LockProvider open(String namespace, Map<String, String> config) {
    String mutant = config.get(MUTANT);
    return mutant == null
        ? new ReferenceProvider(namespace, ReferenceLocks.of(namespace))
        : ProviderMutants.open(Mutant.valueOf(mutant), namespace, config);
  }

  /** Not a strict try: one fails also where somebody merely waits. */
  @Override
  public Set<Capability> capabilities() {
    return Set.of(
        Capability.FENCING,
        Capability.LOST_DETECTION,
        Capability.FIFO,
        Capability.FAIR_READER_WRITER,
        Capability.DOWNGRADE,
        Capability.ABANDONED_RELEASE);
  }

  @Override
  public Bounds bounds() {
    return Bounds.DEFAULT
        .pollInterval(Duration.ZERO)
        .bypass(10)
        .lostDetection(Duration.ofMillis(100));
  }

  @Override
  public Faults faults(String namespace, Map<String, String> config) {
    return new Faults() {
      @Override
      public void loseHandle(LockId lock, LockHandle handle) {
        lose(handle);
      }
    };
  }

  /** Takes the lock away from the holder of this handle, as a fault would. */
  static void lose(LockHandle handle) {
    ((ReferenceHandle) handle).hold.lose();
  }
}
