package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.util.Map;

/** The backend of {@link ReferenceLocks}: all four primitives, correct and slow. */
public final class ReferenceBackend implements LockBackendFactory {

  /** Made by the kit, also in other processes. */
  public ReferenceBackend() {}

  @Override
  public LockProvider open(String namespace, Map<String, String> config) {
    return new ReferenceProvider(namespace, ReferenceLocks.of(namespace));
  }

  /** Takes the lock away from the holder of this handle, as a fault would. */
  static void lose(LockHandle handle) {
    ((ReferenceHandle) handle).hold.lose();
  }
}
