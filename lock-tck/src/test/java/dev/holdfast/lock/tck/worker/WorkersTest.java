package dev.holdfast.lock.tck.worker;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.doubles.ReferenceBackend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kit's side and the worker's side together, with a backend that behaves. */
@Timeout(120)
class WorkersTest {

  private static final Duration SOON = Duration.ofMillis(20);
  private static final WorkerLimits LIMITS =
      new WorkerLimits(Duration.ofSeconds(60), Duration.ofSeconds(30));

  private WorkerPool pool =
      new WorkerPool(BackendUnderTest.of(ReferenceBackend.class), text -> text);
  private Workers workers = new Workers(pool, "space", LIMITS);

  @BeforeEach
  void open() {
    pool = new WorkerPool(BackendUnderTest.of(ReferenceBackend.class), text -> text);
    workers = new Workers(pool, "space", LIMITS);
  }

  @AfterEach
  void endAll() {
    workers.close();
    pool.close();
  }

  private static DistributedLock mutex(LockProvider provider, String name) {
    return ((DistributedLockProvider) provider).lock(name);
  }

  private static DistributedSemaphore semaphore(LockProvider provider, int permits) {
    return ((DistributedSemaphoreProvider) provider).semaphore("s", permits);
  }

  @Test
  void locksOfAWorkerAreUsedLikeOwnOnes() throws Exception {
    Worker worker = workers.hire();
    assertNotEquals(ProcessHandle.current().pid(), worker.pid());
    DistributedLock lock = mutex(worker.provider(), "a");
    LockHandle held = lock.acquire();
    assertTrue(held.isHeld());
    assertTrue(held.toString().contains("(pid " + worker.pid() + ")"), held::toString);
    assertNull(lock.tryAcquire(), "it was granted twice");
    assertNull(lock.tryAcquire(SOON), "it was granted twice");
    assertThrows(TimeoutException.class, () -> lock.acquire(SOON).close());
    assertNull(lock.tryAcquireAsync(SOON).get(30, SECONDS), "it was granted twice");
    OptionalLong token = held.fencingToken();
    assertTrue(token.isPresent(), "no token");
    held.close();
    assertFalse(held.isHeld());
    held.close();
    try (LockHandle next = lock.acquireAsync().get(30, SECONDS)) {
      assertTrue(next.fencingToken().getAsLong() > token.getAsLong(), "tokens do not grow");
    }
    LockHandle stranger = mutex(worker.openAnother(), "a").tryAcquire();
    assertNotNull(stranger, "it was not released");
    stranger.close();
  }

  @Test
  void permitsAndUpgradesAreThere() throws Exception {
    Worker worker = workers.hire();
    DistributedSemaphore semaphore = semaphore(worker.provider(), 2);
    try (LockHandle first = semaphore.acquire();
        LockHandle second = semaphore.acquire()) {
      assertTrue(first.isHeld() && second.isHeld());
      assertNull(semaphore.tryAcquire(), "a third permit of two");
    }
    DistributedUpgradeableReaderWriterLock lock =
        ((DistributedUpgradeableReaderWriterLockProvider) worker.provider()).readerWriterLock("a");
    try (UpgradeableLockHandle handle = lock.upgradeableReadLock().acquire()) {
      LockHandle reader = lock.readLock().acquire();
      assertFalse(handle.tryUpgrade());
      assertFalse(handle.tryUpgrade(SOON));
      assertFalse(handle.tryUpgradeAsync(SOON).get(30, SECONDS));
      CompletableFuture<Boolean> upgrade = handle.tryUpgradeAsync(Duration.ofDays(1));
      reader.close();
      assertTrue(upgrade.get(30, SECONDS));
      assertNull(lock.readLock().tryAcquire(), "a reader beside a writer");
      handle.downgrade();
      lock.readLock().acquire().close();
      assertThrows(RemoteException.class, handle::downgrade);
    }
  }

  @Test
  void anInterruptIsPassedOn() throws Exception {
    Worker worker = workers.hire();
    DistributedLock lock = mutex(worker.provider(), "a");
    try (LockHandle held = lock.acquire()) {
      assertTrue(held.isHeld());
      var waiting = new FutureTask<@Nullable LockHandle>(lock::acquire);
      var thread = new Thread(waiting, "waits");
      thread.start();
      await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
      thread.interrupt();
      var failure = assertThrows(ExecutionException.class, () -> waiting.get(60, SECONDS));
      assertInstanceOf(InterruptedException.class, failure.getCause());
    }
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> lock.acquire().close());
    assertFalse(Thread.currentThread().isInterrupted(), "the flag was not cleared");
    Thread.currentThread().interrupt();
    LockHandle granted = lock.tryAcquire();
    assertTrue(Thread.interrupted(), "the flag was not kept");
    assertNotNull(granted, "the interrupted wait holds the lock");
    granted.close();
  }

  @Test
  void aCancelledWaitLeavesNothingBehind() throws Exception {
    Worker worker = workers.hire();
    DistributedLock lock = mutex(worker.provider(), "a");
    LockHandle held = lock.acquire();
    CompletableFuture<LockHandle> waiting = lock.acquireAsync();
    assertTrue(waiting.cancel(false));
    held.close();
    lock.acquire(Duration.ofSeconds(30)).close();
  }

  @Test
  void whoIsKilledAnswersNoMore() throws Exception {
    Worker worker = workers.hire();
    DistributedLock lock = mutex(worker.provider(), "a");
    LockHandle held = lock.acquire();
    CompletableFuture<LockHandle> waiting = lock.acquireAsync();
    worker.kill();
    assertFalse(worker.isAlive());
    var failure = assertThrows(ExecutionException.class, () -> waiting.get(30, SECONDS));
    assertInstanceOf(WorkerKilled.class, rootOf(failure));
    assertThrows(WorkerKilled.class, held::isHeld);
    assertThrows(WorkerKilled.class, lock::tryAcquire);
    workers.settle();
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : rootOf(cause);
  }

  @Test
  void whoIsPausedAnswersLater() throws Exception {
    assumeTrue(Files.exists(Path.of("/bin/sh")), "no signals here");
    Worker worker = workers.hire();
    DistributedLock lock = mutex(worker.provider(), "a");
    worker.pause();
    CompletableFuture<LockHandle> asked = lock.acquireAsync();
    assertThrows(TimeoutException.class, () -> asked.get(300, MILLISECONDS));
    worker.resume();
    asked.get(30, SECONDS).close();
    worker.pause();
    worker.kill();
    assertFalse(worker.isAlive());
  }

  @Test
  void theClockIsOne() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/sys/kernel/random/boot_id")), "not Linux");
    ClockCertificate certificate = workers.hire().clock();
    assertTrue(certificate.isOne(), certificate::grounds);
    assertTrue(certificate.isUsable(), certificate::grounds);
    assertEquals(4711, certificate.earliest(4711));
  }

  @Test
  void healthyWorkersServeTheNextTrial() throws Exception {
    Worker worker = workers.hire();
    LockHandle leaked = mutex(worker.provider(), "a").acquire();
    assertTrue(leaked.isHeld());
    workers.settle();
    var next = new Workers(pool, "space", LIMITS);
    Worker again = next.hire();
    assertEquals(worker.pid(), again.pid(), "it is another process");
    LockHandle handle = mutex(again.provider(), "a").tryAcquire();
    assertNotNull(handle, "it still holds what it held for the trial before");
    next.close();
    assertFalse(again.isAlive(), "closing leaves a process behind");
  }

  @Test
  void aCopyHasClassesOfItsOwn() throws Exception {
    Worker worker = workers.hire();
    Worker copy = worker.copy();
    assertEquals(worker.pid(), copy.pid());
    LockHandle held = mutex(worker.provider(), "a").acquire();
    LockHandle other = mutex(copy.provider(), "a").tryAcquire();
    // The state of the reference is static, so that each copy of its classes has another one.
    assertNotNull(other, "the classes are the same");
    other.close();
    held.close();
    workers.settle();
  }

  /** Says in which process and thread it runs, or throws. */
  static final class Echo implements WorkerTask {
    @Override
    public Message run(LockProvider provider, Message arguments) {
      if (arguments.is("throw")) {
        throw new IllegalStateException("as you like");
      }
      return arguments.with("pid", ProcessHandle.current().pid());
    }
  }

  @Test
  void tasksRunInTheWorker() throws Exception {
    Worker worker = workers.hire();
    Message result = worker.start(Echo.class, Message.EMPTY.with("a", "ä\n\"")).get(30, SECONDS);
    assertEquals("ä\n\"", result.get("a"));
    assertEquals(worker.pid(), result.number("pid"));
    var failure =
        assertThrows(
            ExecutionException.class,
            () -> worker.start(Echo.class, Message.EMPTY.with("throw", true)).get(30, SECONDS));
    assertInstanceOf(RemoteException.class, failure.getCause());
    assertTrue(failure.toString().contains("as you like"), failure::toString);
  }

  @Test
  void severalStartAtTheSameTime() throws Exception {
    List<Worker> all = workers.hire(3);
    assertEquals(3, all.stream().map(Worker::pid).distinct().count());
    workers.settle();
  }
}
