package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.LockTck;

/** Holds the backend to the rules of the kit. */
final class InMemoryLocksTckTest extends LockTck {

  @Override
  protected BackendUnderTest backend() {
    return BackendUnderTest.of(InMemoryBackend.class);
  }
}
