package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.LockTck;

/** Holds the fake to the rules of the kit: it is the same state machine. */
final class FakeLocksTckTest extends LockTck {

  @Override
  protected BackendUnderTest backend() {
    return BackendUnderTest.of(FakeBackend.class);
  }
}
