package dev.holdfast.lock.inmemory.junit;

import static dev.holdfast.lock.inmemory.junit.Tasks.start;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockLoss;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.inmemory.FakeLocks;
import dev.holdfast.lock.inmemory.InMemoryLocks;
import dev.holdfast.lock.inmemory.LockCounts;
import dev.holdfast.lock.inmemory.LockHolder;
import dev.holdfast.lock.inmemory.LockWaiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a test can do to the code under test, and see of it. */
@Timeout(60)
class FakeLocksTest {

  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

  private final FakeLocks locks = FakeLocks.create();
  private final InMemoryLocks other = locks.otherProcess();

  // Contention

  @Test
  void anotherProcessHoldsInAnyMode() throws Exception {
    var lock = locks.readerWriterLock("a");
    try (LockHandle elsewhere = other.readerWriterLock("a").readLock().acquire()) {
      assertNotNull(elsewhere);
      assertRefused(lock.writeLock());
      assertGranted(lock.upgradeableReadLock());
      assertGranted(lock.readLock());
    }
    try (LockHandle elsewhere = other.readerWriterLock("a").upgradeableReadLock().acquire()) {
      assertNotNull(elsewhere);
      assertRefused(lock.upgradeableReadLock());
      assertGranted(lock.readLock());
    }
    try (LockHandle elsewhere = other.readerWriterLock("a").writeLock().acquire()) {
      assertNotNull(elsewhere);
      assertRefused(lock.readLock());
    }
    try (LockHandle elsewhere = other.semaphore("a", 2).acquire()) {
      assertNotNull(elsewhere);
      assertGranted(locks.semaphore("a", 2));
      try (LockHandle second = other.semaphore("a", 2).acquire()) {
        assertNotNull(second);
        assertRefused(locks.semaphore("a", 2));
      }
    }
    assertGranted(lock.writeLock());
  }

  private static void assertRefused(Lockable<?> lock) {
    assertNull(lock.tryAcquire(), () -> lock + " was granted");
  }

  private static void assertGranted(Lockable<?> lock) {
    try (LockHandle held = lock.tryAcquire()) {
      assertNotNull(held, () -> lock + " was refused");
    }
  }

  @Test
  void anotherProcessQueuesBeforeAndBehindTheCodeUnderTest() throws Exception {
    LockHandle elsewhere = other.lock("a").acquire();
    CompletableFuture<LockHandle> before = other.lock("a").acquireAsync();
    FutureTask<LockHandle> here = start("here", () -> locks.lock("a").acquire());
    locks.awaitWaiters("a", 1);
    CompletableFuture<LockHandle> behind = other.lock("a").acquireAsync();
    assertEquals(
        List.of(true, false, true),
        locks.waiters().stream().map(LockWaiter::otherProcess).toList());

    elsewhere.close();
    LockHandle first = before.get();
    assertFalse(here.isDone(), "overtaken");
    first.close();
    LockHandle second = here.get();
    assertFalse(behind.isDone(), "overtaken");
    second.close();
    behind.get().close();
  }

  @Test
  void handlesOfTheOtherProcessNeedNotBeKept() throws Exception {
    assertTrue(other.lock("a").acquire().isHeld());
    try (LockHandle before = locks.lock("b").acquire()) {
      assertFalse(other.lock("b").acquireAsync().isDone(), () -> "granted beside " + before);
    }
    for (int i = 0; i < 5; i++) {
      System.gc();
      assertNull(locks.lock("a").tryAcquire(), "released by the garbage collector");
      assertNull(locks.lock("b").tryAcquire(), "released by the garbage collector");
    }
    assertEquals(2, locks.loseAll());
  }

  // Time

  @Test
  void timeoutsOfThreadsAndFuturesExpireWhenTheTestSaysSo() throws Exception {
    UpgradeableLockHandle mine = locks.readerWriterLock("a").upgradeableReadLock().acquire();
    LockHandle reader = other.readerWriterLock("a").readLock().acquire();
    LockHandle unused = other.lock("a").acquire();
    FutureTask<@Nullable LockHandle> thread =
        start("thread", () -> locks.lock("a").tryAcquire(TWO_SECONDS));
    FutureTask<Boolean> upgradingThread = start("upgrade", () -> mine.tryUpgrade(TWO_SECONDS));
    locks.awaitWaiters("a", 2);
    CompletableFuture<@Nullable LockHandle> future = locks.lock("a").tryAcquireAsync(TWO_SECONDS);
    CompletableFuture<LockHandle> failing = locks.lock("a").acquireAsync(TWO_SECONDS);
    CompletableFuture<LockHandle> patient = locks.lock("a").acquireAsync();
    locks.awaitWaiters("a", 5);

    locks.advance(TWO_SECONDS.minusNanos(1));
    assertEquals(5, locks.waiters().size(), locks::dump);

    locks.advance(Duration.ofNanos(1));
    assertEquals(
        List.of(Deadline.FOREVER),
        locks.waiters().stream().map(LockWaiter::timeout).toList(),
        locks::dump);
    assertNull(thread.get());
    assertFalse(upgradingThread.get());
    assertNull(future.get());
    assertTrue(
        assertThrows(ExecutionException.class, failing::get).getCause()
            instanceof TimeoutException);
    assertEquals(3, locks.counts("a").timeouts());

    CompletableFuture<Boolean> upgrade = mine.tryUpgradeAsync(TWO_SECONDS);
    locks.advance(Duration.ofDays(1_000_000));
    assertFalse(upgrade.get());
    locks.advance(Deadline.FOREVER);
    locks.awaitWaiters("a", 1);
    assertTrue(patient.cancel(true));
    reader.close();
    mine.close();
    locks.verify();
  }

  @Test
  void aWaitThatBeginsLaterIsDueLater() throws Exception {
    LockHandle unused = other.lock("a").acquire();
    CompletableFuture<?> early = locks.lock("a").tryAcquireAsync(TWO_SECONDS);
    locks.advance(Duration.ofSeconds(1));
    CompletableFuture<?> late = locks.lock("a").tryAcquireAsync(TWO_SECONDS);
    locks.advance(Duration.ofSeconds(1));
    early.get();
    assertFalse(late.isDone());
    locks.advance(Duration.ofSeconds(1));
    late.get();
  }

  @Test
  void aWaitMayBeGrantedAtAnyTimeBeforeItIsDue() throws Exception {
    LockHandle elsewhere = other.lock("a").acquire();
    FutureTask<@Nullable LockHandle> here =
        start("here", () -> locks.lock("a").tryAcquire(TWO_SECONDS));
    locks.awaitWaiters("a", 1);
    locks.advance(Duration.ofSeconds(1));
    elsewhere.close();
    locks.advance(Duration.ofSeconds(5));
    LockHandle held = here.get();
    assertNotNull(held);
    held.close();
    assertEquals(new LockCounts(1, 0, 0), locks.counts("a"));
  }

  @Test
  void timeDoesNotGoBackNorByItselfAndByHand() {
    assertThrows(IllegalArgumentException.class, () -> locks.advance(Duration.ofNanos(-1)));
    FakeLocks byItself = FakeLocks.withSystemClock();
    assertThrows(IllegalStateException.class, () -> byItself.advance(TWO_SECONDS));
  }

  @Test
  void onTheSystemClockTimePassesByItself() throws Exception {
    FakeLocks byItself = FakeLocks.withSystemClock();
    LockHandle unused = byItself.otherProcess().lock("a").acquire();
    assertNull(byItself.lock("a").tryAcquire(Duration.ofMillis(1)));
    assertNull(byItself.lock("a").tryAcquireAsync(Duration.ofMillis(1)).get());
    assertEquals(2, byItself.counts("a").timeouts());
    byItself.verify();
  }

  // Loss

  @Test
  void aHandleANameOrEverythingIsLost() throws Exception {
    LockHandle first = locks.lock("a").acquire();
    assertTrue(locks.lose(first));
    assertFalse(first.isHeld());
    LockLoss news = first.lost().toCompletableFuture().get(10, SECONDS);
    assertEquals(LockLoss.Reason.FORCED, news.reason());
    assertFalse(locks.lose(first), "lost twice");

    LockHandle second = locks.lock("a").acquire();
    assertTrue(second.fencingToken().orElseThrow() > first.fencingToken().orElseThrow());
    LockHandle reader = locks.readerWriterLock("a").readLock().acquire();
    LockHandle elsewhere = other.semaphore("a", 3).acquire();
    LockHandle unconcerned = locks.lock("b").acquire();
    assertEquals(3, locks.lose("a"));
    second.lost().toCompletableFuture().get(10, SECONDS);
    reader.lost().toCompletableFuture().get(10, SECONDS);
    elsewhere.lost().toCompletableFuture().get(10, SECONDS);
    assertTrue(unconcerned.isHeld());
    assertEquals(1, locks.loseAll());
    assertFalse(unconcerned.isHeld());
    assertEquals(new LockCounts(3, 0, 3), locks.counts("a"));
    locks.verify();
  }

  @Test
  void theNextInTheQueueGetsWhatIsLost() throws Exception {
    LockHandle first = locks.lock("a").acquire();
    CompletableFuture<LockHandle> next = locks.lock("a").acquireAsync();
    locks.lose("a");
    assertTrue(next.get().fencingToken().orElseThrow() > first.fencingToken().orElseThrow());
    first.close();
    assertTrue(next.get().isHeld(), "released by whoever had lost it");
    next.get().close();
  }

  // Failures

  @Test
  void theNextAcquisitionFails() throws Exception {
    LockException failure = new LockException("The volume is read-only.");
    locks.failNextAcquisition("a", failure);
    locks.failNextAcquisition("a", failure);
    locks.failNextAcquisition("a", failure);
    try (LockHandle elsewhere = other.lock("a").acquire()) {
      assertTrue(elsewhere.isHeld(), "the other process was hit");
    }
    assertSame(failure, assertThrows(LockException.class, () -> locks.lock("a").acquire()));
    assertSame(failure, assertThrows(LockException.class, () -> locks.lock("a").tryAcquire()));
    CompletableFuture<LockHandle> future = locks.lock("a").acquireAsync();
    assertSame(failure, assertThrows(ExecutionException.class, future::get).getCause());
    assertGranted(locks.lock("a"));
    locks.verify();
  }

  @Test
  void theNextAcquisitionTimesOut() throws Exception {
    locks.timeOutNextAcquisition("a");
    locks.timeOutNextAcquisition("a");
    locks.timeOutNextAcquisition("a");
    locks.lock("a").acquire().close(); // it has no timeout
    assertThrows(TimeoutException.class, () -> locks.lock("a").acquire(TWO_SECONDS));
    assertNull(locks.lock("a").tryAcquire());
    assertNull(locks.lock("a").tryAcquireAsync(TWO_SECONDS).get());
    assertGranted(locks.lock("a"));
    assertEquals(3, locks.counts("a").timeouts());
  }

  @Test
  void theNextAcquisitionIsInterrupted() throws Exception {
    locks.interruptNextAcquisition("a");
    assertGranted(locks.lock("a")); // it cannot be interrupted
    locks.lock("a").acquireAsync().get().close(); // nor this
    assertThrows(InterruptedException.class, () -> locks.lock("a").acquire());
    assertFalse(Thread.currentThread().isInterrupted());
    locks.lock("a").acquire().close();
  }

  @Test
  void theNextReleaseFailsAndReleasesAllTheSame() throws Exception {
    LockException failure = new LockException("The volume is gone.");
    locks.failNextRelease("a", failure);
    LockHandle held = locks.lock("a").acquire();
    assertSame(failure, assertThrows(LockException.class, held::close));
    held.close();
    locks.failNextRelease("a", failure);
    CompletableFuture<Void> released = locks.lock("a").acquire().closeAsync();
    assertSame(failure, assertThrows(ExecutionException.class, released::get).getCause());
    assertGranted(locks.lock("a"));
  }

  // Inspection

  @Test
  void holdersAndWaitersAreSeenWithTheirLines() throws Exception {
    UpgradeableLockHandle handle = locks.readerWriterLock("a").upgradeableReadLock().acquire();
    CompletableFuture<LockHandle> waiting =
        other.readerWriterLock("a").writeLock().acquireAsync(TWO_SECONDS);
    LockHolder holder = locks.holders().get(0);
    assertEquals(LockMode.UPGRADEABLE, holder.mode());
    assertTrue(holder.fencingToken().isEmpty());
    assertEquals("holdersAndWaitersAreSeenWithTheirLines", holder.acquiredAt().getMethodName());
    assertEquals(getClass().getName(), holder.acquiredAt().getClassName());
    handle.upgrade();
    holder = locks.holders().get(0);
    assertEquals(LockMode.WRITE, holder.mode());
    assertEquals(handle.fencingToken(), holder.fencingToken());

    LockWaiter waiter = locks.waiters().get(0);
    assertTrue(waiter.otherProcess());
    assertEquals(LockMode.WRITE, waiter.mode());
    assertEquals(TWO_SECONDS, waiter.timeout());
    assertEquals(getClass().getName(), waiter.askedAt().getClassName());
    handle.close();
    waiting.get().close();
    assertEquals(List.of(), locks.holders());
    assertEquals(List.of(), locks.waiters());
  }

  @Test
  void aHostileNameStaysOnOneLineOfTheDump() throws Exception {
    String hostile = "x'\n  mutex 'forged'\n\u0000\u2028\u202e\r" + "y".repeat(5_000);
    LockHandle held = locks.lock(hostile).acquire();
    List<String> lines = locks.dump().lines().toList();
    assertEquals(4, lines.size(), () -> "" + lines);
    assertFalse(locks.dump().contains("\n  mutex 'forged'"), locks.dump());
    assertTrue(lines.stream().allMatch(line -> line.length() < 600), () -> "" + lines);
    assertTrue(
        String.valueOf(assertThrows(AssertionError.class, locks::verify).getMessage())
            .lines()
            .allMatch(line -> line.contains("is still held")));
    held.close();
    locks.lock("").acquire().close();
    locks.lose("");
    locks.verify();
  }

  // Verification

  @Test
  void whatIsLeftBehindIsFound() throws Exception {
    LockHandle elsewhere = other.lock("a").acquire();
    CompletableFuture<LockHandle> waiting = locks.lock("a").acquireAsync();
    assertFinding("Still a future waits for mutex 'a' in mode WRITE at ");
    elsewhere.close();
    assertFinding("mutex 'a' is still held in mode WRITE, acquired at ");
    waiting.get().close();
    locks.verify();
  }

  private void assertFinding(String beginning) {
    AssertionError error = assertThrows(AssertionError.class, locks::verify);
    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith(beginning + getClass().getName()), message);
    assertEquals(1, error.getSuppressed().length);
  }

  @Test
  void whatEndsInAMomentIsNotReported() throws Exception {
    LockHandle held = locks.lock("a").acquire();
    FutureTask<Boolean> waiting =
        start(
            "waiting",
            () -> {
              try (LockHandle mine = locks.lock("a").acquire()) {
                return mine.isHeld();
              }
            });
    locks.awaitWaiters("a", 1);
    FutureTask<?> verified =
        start(
            "verifying",
            () -> {
              locks.verify();
              return true;
            });
    waiting.cancel(true);
    held.close();
    verified.get();
  }

  @Test
  void aHandleLeftToTheGarbageCollectorIsFound() throws Exception {
    assertTrue(locks.lock("left to the collector").acquire().isHeld());
    LockHandle next = null;
    while (next == null) {
      System.gc();
      next = locks.lock("left to the collector").tryAcquire();
    }
    next.close();
    String message = String.valueOf(assertThrows(AssertionError.class, locks::verify).getMessage());
    assertTrue(message.contains("became garbage without being closed, acquired at "), message);
    assertTrue(message.contains("aHandleLeftToTheGarbageCollectorIsFound"), message);
  }

  // Storms

  @Test
  void interruptsCancellationsTimeoutsAndLossesLeaveNothing() throws Exception {
    for (int round = 0; round < 50; round++) {
      LockHandle unused = other.lock("storm").acquire();
      List<FutureTask<Boolean>> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        threads.add(start("storm-" + i, this::tryStorm));
      }
      List<CompletableFuture<LockHandle>> futures = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        CompletableFuture<LockHandle> future = locks.lock("storm").acquireAsync(TWO_SECONDS);
        future.thenAccept(LockHandle::close);
        futures.add(future);
      }
      threads.get(0).cancel(true);
      threads.get(1).cancel(true);
      futures.get(0).cancel(true);
      FutureTask<Integer> losing = start("losing", () -> locks.lose("storm"));
      FutureTask<Boolean> advancing =
          start(
              "advancing",
              () -> {
                locks.advance(TWO_SECONDS);
                return true;
              });
      threads.get(2).cancel(true);
      threads.get(3).cancel(true);
      assertTrue(losing.get() > 0);
      assertTrue(advancing.get());
      locks.awaitWaiters("storm", 0);
      locks.verify();
      locks.loseAll();
    }
  }

  private boolean tryStorm() throws InterruptedException {
    try (LockHandle held = locks.lock("storm").tryAcquire(TWO_SECONDS)) {
      return held != null;
    }
  }
}
