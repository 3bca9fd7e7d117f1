package dev.holdfast.lock.tck.doubles;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.ProviderClosedException;
import dev.holdfast.lock.SemaphoreLimitException;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What makes the reference double trustworthy, without the kit that it is there to test. */
@Timeout(20)
class ReferenceLocksTest {

  private static final Duration LONG = Duration.ofSeconds(10);

  private ReferenceLocks space;
  private ReferenceProvider provider;
  private ReferenceProvider sibling;

  @BeforeEach
  void open() {
    String namespace = "test-" + UUID.randomUUID();
    space = ReferenceLocks.of(namespace);
    provider = new ReferenceProvider(namespace, space);
    sibling = new ReferenceProvider(namespace, ReferenceLocks.of(namespace));
  }

  @AfterEach
  void close() {
    provider.close();
    sibling.close();
    assertTrue(space.inUse().isEmpty(), () -> "still in use: " + space.inUse());
  }

  @Test
  void siblingsShareAMutexAndStrangersDoNot() throws Exception {
    try (LockHandle held = provider.lock("a").acquire();
        var stranger = new ReferenceProvider("s", ReferenceLocks.of("s-" + UUID.randomUUID()));
        LockHandle other = stranger.lock("a").tryAcquire()) {
      assertNull(sibling.lock("a").tryAcquire(), () -> "a sibling also got " + held);
      assertNotNull(other, "the stranger's lock was not free");
    }
    assertFree(sibling.lock("a"));
  }

  @Test
  void closingTwiceReleasesOnce() throws Exception {
    DistributedLock lock = provider.lock("a");
    LockHandle first = lock.acquire();
    first.close();
    try (LockHandle second = lock.acquire()) {
      first.close();
      assertNull(lock.tryAcquire(), () -> "a stale close() released " + second);
      assertFalse(first.isHeld(), "a closed handle says that it is held");
      assertTrue(second.isHeld(), "the stale close() ended the second handle");
    }
  }

  @Test
  void waitersAreServedInOrderOfArrivalBlockingOrNot() throws Exception {
    DistributedLock lock = provider.lock("a");
    LockHandle held = lock.acquire();
    FutureTask<LockHandle> blocking = fork(lock::acquire);
    awaitQueue(1);
    CompletableFuture<LockHandle> async = lock.acquireAsync();
    held.close();
    LockHandle second = blocking.get(10, TimeUnit.SECONDS);
    assertFalse(async.isDone(), "the second waiter was granted before the first had closed");
    second.close();
    async.get(10, TimeUnit.SECONDS).close();
  }

  @Test
  void aReaderPassesAWaiterOnlyIfTheyDoNotConflict() throws Exception {
    DistributedUpgradeableReaderWriterLock lock = provider.readerWriterLock("a");
    UpgradeableLockHandle upgradeable = lock.upgradeableReadLock().acquire();
    CompletableFuture<UpgradeableLockHandle> next = lock.upgradeableReadLock().acquireAsync();
    LockHandle reader = got(lock.readLock().tryAcquire());
    CompletableFuture<LockHandle> writer = lock.writeLock().acquireAsync();
    assertNull(lock.readLock().tryAcquire(), "a reader passed a waiting writer");
    assertTrue(writer.cancel(false));
    got(lock.readLock().tryAcquire()).close();
    upgradeable.close();
    reader.close();
    next.get(10, TimeUnit.SECONDS).close();
  }

  @Test
  void anUpgradeWaitsForReadersAndKeepsNewOnesOut() throws Exception {
    DistributedUpgradeableReaderWriterLock lock = provider.readerWriterLock("a");
    UpgradeableLockHandle upgradeable = lock.upgradeableReadLock().acquire();
    LockHandle reader = lock.readLock().acquire();
    assertFalse(upgradeable.tryUpgrade(), "upgraded beside a reader");
    CompletableFuture<UpgradeableLockHandle> writer = lock.upgradeableReadLock().acquireAsync();
    CompletableFuture<UpgradeableLockHandle> upgrade = upgradeable.upgradeAsync(LONG);
    assertNull(lock.readLock().tryAcquire(), "a reader passed a waiting upgrade");
    assertThrows(IllegalStateException.class, upgradeable::tryUpgrade);
    reader.close();
    upgrade.get(10, TimeUnit.SECONDS);
    assertTrue(upgradeable.fencingToken().isPresent(), "an upgrade without a token");
    assertThrows(IllegalStateException.class, upgradeable::tryUpgrade);
    upgradeable.downgrade();
    assertTrue(upgradeable.fencingToken().isEmpty(), "a token after the downgrade");
    lock.readLock().acquire(LONG).close();
    assertFalse(writer.isDone(), "two upgradeable readers");
    upgradeable.close();
    writer.get(10, TimeUnit.SECONDS).close();
  }

  @Test
  void aFailedUpgradeChangesNothingAndACloseEndsOneThatWaits() throws Exception {
    DistributedUpgradeableReaderWriterLock lock = provider.readerWriterLock("a");
    UpgradeableLockHandle upgradeable = lock.upgradeableReadLock().acquire();
    try (LockHandle reader = lock.readLock().acquire()) {
      assertFalse(upgradeable.tryUpgrade(Duration.ofMillis(5)), () -> "upgraded beside " + reader);
      assertTrue(upgradeable.tryUpgradeAsync(LONG).cancel(false));
      assertNull(lock.upgradeableReadLock().tryAcquire(), "a failed upgrade dropped the lock");
      got(lock.readLock().tryAcquire()).close();
      CompletableFuture<Boolean> waiting = upgradeable.tryUpgradeAsync(LONG);
      upgradeable.close();
      assertInstanceOf(IllegalStateException.class, failureOf(waiting));
    }
  }

  @Test
  void theLimitOfASemaphoreStandsWhileItIsInUse() throws Exception {
    LockHandle first = provider.semaphore("a", 2).acquire();
    LockHandle second = sibling.semaphore("a", 2).acquire();
    assertNull(provider.semaphore("a", 2).tryAcquire(), "three holders of two permits");
    assertThrows(SemaphoreLimitException.class, provider.semaphore("a", 3)::tryAcquire);
    assertInstanceOf(
        SemaphoreLimitException.class, failureOf(provider.semaphore("a", 3).acquireAsync()));
    first.close();
    second.close();
    got(provider.semaphore("a", 3).tryAcquire()).close();
    assertThrows(IllegalArgumentException.class, () -> provider.semaphore("a", 0));
  }

  @Test
  void timeoutsAreNeverEarlyAndLeaveNoTrace() throws Exception {
    DistributedUpgradeableReaderWriterLock lock = provider.readerWriterLock("a");
    try (LockHandle reader = lock.readLock().acquire()) {
      long start = System.nanoTime();
      assertNull(
          lock.writeLock().tryAcquire(Duration.ofMillis(20)), () -> "wrote beside " + reader);
      assertNull(lock.writeLock().tryAcquireAsync(Duration.ofMillis(20)).get(10, TimeUnit.SECONDS));
      assertTrue(System.nanoTime() - start >= 40_000_000, "gave up early");
      got(lock.readLock().tryAcquire()).close();
    }
    assertThrows(
        IllegalArgumentException.class, () -> lock.readLock().tryAcquire(Duration.ofNanos(-1)));
  }

  @Test
  void anInterruptEndsTheWaitAndOnEntryTheAttempt() throws Exception {
    DistributedLock lock = provider.lock("a");
    LockHandle held = lock.acquire();
    FutureTask<LockHandle> waiting = new FutureTask<>(lock::acquire);
    Thread thread = new Thread(waiting);
    thread.setDaemon(true);
    thread.start();
    awaitQueue(1);
    thread.interrupt();
    assertInstanceOf(InterruptedException.class, failureOf(waiting));
    held.close();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> lock.tryAcquire(Duration.ZERO));
    Thread.currentThread().interrupt();
    got(lock.tryAcquire()).close();
    assertTrue(Thread.interrupted(), "tryAcquire() has cleared the interrupt status");
  }

  @Test
  void aClosedProviderRefusesItsWaitersAndNobodyElses() throws Exception {
    LockHandle held = provider.lock("a").acquire();
    CompletableFuture<LockHandle> refused = provider.lock("a").acquireAsync();
    CompletableFuture<LockHandle> served = sibling.lock("a").acquireAsync();
    DistributedLock lock = provider.lock("a");
    provider.close();
    provider.close();
    assertInstanceOf(ProviderClosedException.class, failureOf(refused));
    assertThrows(IllegalStateException.class, () -> provider.lock("a"));
    assertThrows(IllegalStateException.class, lock::tryAcquire);
    assertThrows(IllegalStateException.class, lock::tryAcquireAsync);
    assertTrue(held.isHeld(), "closing the provider released a held lock");
    held.close();
    served.get(10, TimeUnit.SECONDS).close();
  }

  @Test
  void aLateGrantIsGivenBack() throws Exception {
    DistributedLock lock = provider.lock("a");
    LockHandle held = lock.acquire();
    CompletableFuture<LockHandle> first = lock.acquireAsync();
    CompletableFuture<LockHandle> second = lock.acquireAsync();
    assertTrue(first.cancel(true));
    held.close();
    second.get(10, TimeUnit.SECONDS).close();
    assertFree(lock);
  }

  @Test
  void tokensGrowAndStayWithTheirHandle() throws Exception {
    LockHandle first = provider.lock("a").acquire();
    long token = first.fencingToken().orElseThrow();
    first.close();
    try (LockHandle second = sibling.lock("a").acquire()) {
      assertTrue(second.fencingToken().orElseThrow() > token, "a token did not grow");
      assertEquals(token, first.fencingToken().orElseThrow());
    }
    try (LockHandle reader = provider.readerWriterLock("a").readLock().acquire()) {
      assertTrue(reader.fencingToken().isEmpty(), () -> "a token for " + reader);
    }
  }

  @Test
  void aLostHandleIsNotHeldAndSaysSo() throws Exception {
    LockHandle held = provider.lock("a").acquire();
    ReferenceBackend.lose(held);
    held.lost().toCompletableFuture().get(10, TimeUnit.SECONDS);
    assertFalse(held.isHeld(), "a lost handle says that it is held");
    try (LockHandle next = provider.lock("a").acquire()) {
      held.close();
      assertTrue(next.isHeld(), "closing a lost handle released its successor");
      assertNull(provider.lock("a").tryAcquire(), () -> "closing a lost handle released " + next);
    }
  }

  private static void assertFree(DistributedLock lock) {
    got(lock.tryAcquire()).close();
  }

  private static LockHandle got(@Nullable LockHandle handle) {
    if (handle == null) {
      throw new AssertionError("a lock that was to be had was not granted");
    }
    return handle;
  }

  private static @Nullable Throwable failureOf(Future<?> future) {
    return assertThrows(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS))
        .getCause();
  }

  private static <T> FutureTask<T> fork(Callable<T> action) {
    FutureTask<T> task = new FutureTask<>(action);
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private void awaitQueue(int length) {
    await().until(this::waiters, waiting -> waiting == length);
  }

  private int waiters() {
    int[] waiting = new int[1];
    space.guarded(
        () -> waiting[0] = space.inUse().stream().mapToInt(lock -> lock.queue.size()).sum());
    return waiting[0];
  }
}
