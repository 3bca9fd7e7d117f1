package dev.holdfast.lock.inmemory;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.lock.LockHandle;
import org.junit.jupiter.api.Test;

/** Names that were used once. */
class ForgottenNamesTest {

  private static final int NAMES = 1_000_000;

  @Test
  void aMillionNamesLeaveNoResidue() throws Exception {
    InMemoryLocks locks = InMemoryLocks.create();
    touch(locks, NAMES / 10); // what the JVM itself needs for this is no residue
    long before = WaitersAtScaleTest.heapInUse();
    long lastToken = touch(locks, NAMES);
    long residue = WaitersAtScaleTest.heapInUse() - before;
    int cells = locks.space().registeredCells();
    assertTrue(
        cells <= LockSpace.IDLE_CELLS, () -> cells + " locks are still known to their space");
    assertTrue(residue < 200_000, () -> residue + " bytes were left behind");
    try (LockHandle handle = locks.lock("name 0").tryAcquire()) {
      assertNotNull(handle);
      assertTrue(
          handle.fencingToken().orElseThrow() > lastToken,
          "the token of a forgotten name went back");
    }
    System.out.printf("%,d names: %d bytes, %d idle locks kept%n", NAMES, residue, cells);
  }

  @CanIgnoreReturnValue
  private static long touch(InMemoryLocks locks, int names) {
    long lastToken = 0;
    for (int i = 0; i < names; i++) {
      try (LockHandle handle = locks.lock("name " + i).tryAcquire()) {
        assertNotNull(handle);
        lastToken = handle.fencingToken().orElseThrow();
      }
    }
    return lastToken;
  }

  @Test
  void namesThatAreMerelyLookedUpLeaveNoResidue() {
    InMemoryLocks locks = InMemoryLocks.create();
    for (int i = 0; i < 10_000; i++) {
      assertNotNull(locks.readerWriterLock("name " + i).readLock());
    }
    int cells = locks.space().registeredCells();
    assertTrue(cells <= LockSpace.IDLE_CELLS, () -> cells + " locks are known to their space");
  }
}
