package dev.holdfast.lock;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompositeLockTest {

  private final List<String> journal = new CopyOnWriteArrayList<>();
  private final FakeLock a = new FakeLock("a", journal);
  private final FakeLock b = new FakeLock("b", journal);
  private final FakeLock c = new FakeLock("c", journal);

  @AfterEach
  void clearInterrupt() {
    boolean unused = Thread.interrupted();
  }

  @Test
  void acquiresInOrderAndReleasesInReverse() throws Exception {
    CompositeLockHandle handle = CompositeLock.of(c, a, b).acquire();
    assertEquals(List.of("acquired a", "acquired b", "acquired c"), journal);
    assertTrue(handle.isHeld());
    journal.clear();
    handle.close();
    handle.close();
    assertEquals(List.of("released c", "released b", "released a"), journal);
    assertFalse(handle.isHeld());
  }

  @Test
  void eachLockIsTakenOnceInTheStrongestMode() {
    Lockable<?> read = new FakeLock("a", LockMode.READ, journal);
    Lockable<?> upgradeable = new FakeLock("a", LockMode.UPGRADEABLE, journal);
    Lockable<?> permit = new FakeLock("a", LockMode.PERMIT, journal);
    assertEquals(List.of(a), CompositeLock.of(read, upgradeable, a, read).parts());
    assertEquals(List.of(a), CompositeLock.of(a, upgradeable).parts());
    assertEquals(List.of(upgradeable), CompositeLock.of(upgradeable, read).parts());
    assertEquals(
        List.of(a, permit),
        CompositeLock.of(permit, a, permit).parts(),
        "a semaphore and a lock of one name are two locks");
  }

  @Test
  void nestedCompositesAreReplacedByTheirParts() {
    CompositeLock inner = CompositeLock.of(c, b);
    assertEquals(List.of(a, b, c), CompositeLock.of(inner, b, CompositeLock.of(inner, a)).parts());
  }

  @Test
  void idAndModeSumUpTheParts() {
    CompositeLock both = CompositeLock.of(new FakeLock("r", LockMode.READ, journal), a);
    assertEquals(LockMode.WRITE, both.mode());
    assertEquals(LockKind.COMPOSITE, both.id().kind());
    assertEquals("[WRITE reader-writer lock 'a', READ reader-writer lock 'r']", both.name());
    assertEquals(both.id(), CompositeLock.of(both, a).id());
    assertEquals("composite lock " + both.name(), both.toString());
  }

  @Test
  void theEmptyCompositeIsAlwaysFreeAndStillClosable() throws Exception {
    CompositeLock none = CompositeLock.of();
    for (CompositeLockHandle handle :
        List.of(none.acquire(Duration.ZERO), none.acquireAsync().join())) {
      assertTrue(handle.isHeld());
      handle.close();
      assertFalse(handle.isHeld(), "held after close()");
    }
    CompositeLockHandle handle = none.acquire();
    assertNull(handle.closeAsync().join());
    assertFalse(handle.isHeld(), "held after closeAsync()");
    assertEquals(LockMode.PERMIT, none.mode());
  }

  @Test
  @SuppressWarnings("NullAway")
  void nullsAndNegativeTimeoutsAreRejected() {
    assertThrows(NullPointerException.class, () -> CompositeLock.of(a, null));
    assertThrows(NullPointerException.class, () -> CompositeLock.of(Arrays.asList(a, null)));
    CompositeLock none = CompositeLock.of();
    assertThrows(NullPointerException.class, () -> none.tryAcquire(null));
    assertThrows(NullPointerException.class, () -> none.tryAcquireAsync(null));
    Duration negative = Duration.ofNanos(-1);
    assertThrows(IllegalArgumentException.class, () -> none.tryAcquire(negative));
    assertThrows(IllegalArgumentException.class, () -> none.tryAcquireAsync(negative));
  }

  @Test
  void oneDeadlineCoversAllParts() throws Exception {
    long wait = Duration.ofMillis(2).toNanos();
    a.answering(
        () -> {
          long start = System.nanoTime();
          while (System.nanoTime() - start < wait) {
            Thread.onSpinWait();
          }
          return a.grant();
        });
    Duration timeout = Duration.ofHours(1);
    try (CompositeLockHandle handle = CompositeLock.of(a, b).acquire(timeout)) {
      assertEquals(2, handle.parts().size());
    }
    assertTrue(a.timeouts.get(0).compareTo(timeout) <= 0, a.timeouts::toString);
    assertTrue(
        b.timeouts.get(0).compareTo(timeout.minusNanos(wait)) <= 0,
        () -> "the second part was given " + b.timeouts + " after the first took 2 ms");
  }

  @Test
  void zeroAndForeverReachEachPartUnchanged() throws Exception {
    CompositeLock both = CompositeLock.of(a, b);
    try (CompositeLockHandle now = both.tryAcquire(Duration.ZERO);
        CompositeLockHandle whenever = both.acquire()) {
      assertTrue(now != null && whenever.isHeld());
    }
    assertEquals(List.of(Duration.ZERO, Deadline.FOREVER), a.timeouts);
    assertEquals(List.of(Duration.ZERO, Deadline.FOREVER), b.timeouts);
  }

  @Test
  void aPartThatIsBusyReleasesTheOthers() throws Exception {
    b.answering(() -> null).holder = "pid 4711";
    CompositeLock all = CompositeLock.of(a, b, c);
    assertNull(all.tryAcquire());
    assertEquals(List.of("acquired a", "released a"), journal);
    var e = assertThrows(TimeoutException.class, () -> all.acquire(Duration.ZERO));
    String message = requireNonNull(e.getMessage());
    assertTrue(message.endsWith("; held by pid 4711 (reader-writer lock 'b')."), message);
  }

  @Test
  void aPartThatFailsReleasesTheOthersAndKeepsTheirFailures() {
    LockException failure = new LockException("The disk is gone.");
    LockException onClose = new LockException("Neither is the record.");
    a.failingToClose(onClose);
    c.answering(
        () -> {
          throw failure;
        });
    var thrown = assertThrows(LockException.class, () -> CompositeLock.of(a, b, c).acquire());
    assertSame(failure, thrown);
    assertEquals(List.of(onClose), List.of(thrown.getSuppressed()));
    assertEquals(List.of("acquired a", "acquired b", "released b", "released a"), journal);
  }

  @Test
  void aReleaseThatFailsAfterARefusalIsReported() {
    LockException onClose = new LockException("The record could not be removed.");
    a.failingToClose(onClose);
    b.answering(() -> null);
    CompositeLock both = CompositeLock.of(a, b);
    assertSame(onClose, assertThrows(LockException.class, both::tryAcquire));
  }

  @Test
  void theFirstOfSeveralFailuresToCloseIsThrown() throws Exception {
    LockException onCloseA = new LockException("a");
    AssertionError onCloseC = new AssertionError("c");
    a.failingToClose(onCloseA);
    c.failingToClose(onCloseC);
    CompositeLockHandle handle = CompositeLock.of(a, b, c).acquire();
    var thrown = assertThrows(AssertionError.class, handle::close);
    assertSame(onCloseC, thrown);
    assertEquals(List.of(onCloseA), List.of(thrown.getSuppressed()));
    assertEquals(List.of("released c", "released b", "released a"), journal.subList(3, 6));
  }

  @Test
  void oneExceptionThrownByAllPartsStopsNothing() throws Exception {
    LockException shared = new LockException("The provider is broken.");
    List.of(a, b, c).forEach(part -> part.failingToClose(shared));
    CompositeLockHandle handle = CompositeLock.of(a, b, c).acquire();
    assertSame(shared, assertThrows(LockException.class, handle::close));
    assertEquals(List.of("released c", "released b", "released a"), journal.subList(3, 6));

    journal.clear();
    c.answering(
        () -> {
          throw shared;
        });
    assertSame(
        shared, assertThrows(LockException.class, () -> CompositeLock.of(a, b, c).acquire()));
    assertEquals(List.of("acquired a", "acquired b", "released b", "released a"), journal);
  }

  @Test
  void anInterruptOnEntryAcquiresNothing() {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> CompositeLock.of(a).tryAcquire(Duration.ZERO));
    assertFalse(Thread.interrupted(), "the exception left the status set");
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> CompositeLock.of().acquire());
    assertEquals(List.of(), journal);
  }

  @Test
  void anInterruptBetweenTwoPartsReleasesTheFirst() {
    a.answering(
        () -> {
          Thread.currentThread().interrupt();
          return a.grant();
        });
    assertThrows(InterruptedException.class, () -> CompositeLock.of(a, b).acquire());
    assertEquals(List.of("acquired a", "released a"), journal);
  }

  @Test
  void tryAcquireGetsThroughAnInterrupt() {
    Thread.currentThread().interrupt();
    assertTrue(CompositeLock.of(a, b).tryAcquire() != null, "an interrupt refused free locks");
    assertTrue(Thread.interrupted(), "the interrupt status was lost");
    assertEquals(List.of("acquired a", "acquired b"), journal);
  }
}
