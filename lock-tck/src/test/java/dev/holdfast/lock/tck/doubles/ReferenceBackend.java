package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.util.Map;

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

  /** Takes the lock away from the holder of this handle, as a fault would. */
  static void lose(LockHandle handle) {
    ((ReferenceHandle) handle).hold.lose();
  }
}
