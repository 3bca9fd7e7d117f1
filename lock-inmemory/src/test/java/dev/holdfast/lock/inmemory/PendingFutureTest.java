package dev.holdfast.lock.inmemory;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Futures that wait, and the executors that complete them. */
class PendingFutureTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private static InMemoryLocks with(Executor executor) {
    return InMemoryLocks.builder().executor(executor).build();
  }

  @Test
  void anExecutorThatRejectsGivesTheGrantBack() throws Exception {
    expectGrantGivenBack(
        task -> {
          throw new RejectedExecutionException("full");
        });
  }

  @Test
  void anExecutorThatThrowsAnythingGivesTheGrantBack() throws Exception {
    expectGrantGivenBack(
        task -> {
          throw new IllegalStateException("broken");
        });
  }

  @Test
  void anExecutorThatThrowsAnErrorGivesTheGrantBack() throws Exception {
    expectGrantGivenBack(
        task -> {
          throw new LinkageError("broken");
        });
  }

  private static void expectGrantGivenBack(Executor executor) throws Exception {
    InMemoryLocks locks = with(executor);
    DistributedLock lock = locks.lock("a");
    LockHandle first = lock.acquire();
    CompletableFuture<LockHandle> pending = lock.acquireAsync();
    first.close();
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> pending.get(30, SECONDS));
    assertInstanceOf(LockException.class, failure.getCause());
    try (LockHandle next = lock.acquire(LONG)) {
      assertTrue(next.isHeld(), "the grant that could not be delivered was not given back");
    }
    assertEquals(0, locks.space().waiting(), "waiters");
  }

  @Test
  void anExecutorThatThrowsDoesNotKeepTheNextFromBeingSignalled() throws Exception {
    InMemoryLocks broken =
        with(
            task -> {
              throw new LinkageError("broken");
            });
    InMemoryLocks sound = InMemoryLocks.builder().sharing(broken).build();
    LockHandle writer = sound.readerWriterLock("a").writeLock().acquire();
    CompletableFuture<LockHandle> unlucky = broken.readerWriterLock("a").readLock().acquireAsync();
    CompletableFuture<LockHandle> lucky = sound.readerWriterLock("a").readLock().acquireAsync();
    writer.close();
    lucky.get(30, SECONDS).close();
    assertThrows(ExecutionException.class, () -> unlucky.get(30, SECONDS));
  }

  @Test
  void anUpgradeThatCannotBeDeliveredLeavesTheHandleAsItWas() throws Exception {
    InMemoryLocks locks =
        with(
            task -> {
              throw new RejectedExecutionException("full");
            });
    LockHandle reader = locks.readerWriterLock("a").readLock().acquire();
    try (UpgradeableLockHandle handle =
        locks.readerWriterLock("a").upgradeableReadLock().acquire()) {
      CompletableFuture<Boolean> upgrade = handle.tryUpgradeAsync(LONG);
      reader.close();
      ExecutionException failure =
          assertThrows(ExecutionException.class, () -> upgrade.get(30, SECONDS));
      assertFalse(
          String.valueOf(failure.getMessage()).contains("nothing is held"), failure::getMessage);
      assertTrue(handle.isHeld(), "the handle is gone");
      assertTrue(handle.fencingToken().isEmpty(), "the handle is still upgraded");
    }
  }

  @Test
  void aLongQueueOfDirectFuturesDoesNotOverflowTheStack() throws Exception {
    int waiters = 20_000;
    DistributedLock lock = with(Runnable::run).lock("a");
    LockHandle first = lock.acquire();
    AtomicInteger served = new AtomicInteger();
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 0; i < waiters; i++) {
      all.add(
          lock.tryAcquireAsync(Deadline.FOREVER)
              .thenAccept(
                  handle -> {
                    if (handle != null) {
                      handle.close();
                      served.incrementAndGet();
                    }
                  }));
    }
    first.close();
    await().atMost(30, SECONDS).until(() -> served.get() == waiters);
    for (CompletableFuture<?> future : all) {
      assertFalse(future.isCompletedExceptionally(), () -> "a continuation failed: " + future);
    }
  }

  @Test
  void aContinuationThatBlocksOnTheCallingThreadDoesNotStopTheClock() throws Exception {
    DistributedLock blocking = with(Runnable::run).lock("a");
    DistributedLock other = InMemoryLocks.create().lock("a");
    var released = new CountDownLatch(1);
    var blocked = new CountDownLatch(1);
    try (LockHandle held = blocking.acquire();
        LockHandle otherHeld = other.acquire()) {
      assertTrue(held.isHeld() && otherHeld.isHeld());
      // In a thread of its own: whoever attaches a continuation too late runs it.
      CompletableFuture<?> stuck =
          CompletableFuture.supplyAsync(
                  () ->
                      blocking
                          .tryAcquireAsync(Duration.ofMillis(20))
                          .thenAccept(
                              nothing -> {
                                blocked.countDown();
                                awaitUninterruptibly(released);
                              }))
              .thenCompose(attached -> attached);
      assertTrue(blocked.await(30, SECONDS), "the continuation did not run");
      try {
        // This one needs the clock too.
        assertEquals(null, other.tryAcquireAsync(Duration.ofMillis(1)).get(30, SECONDS));
      } finally {
        released.countDown();
      }
      stuck.get(30, SECONDS);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      if (!latch.await(60, SECONDS)) {
        throw new AssertionError("Nobody has ended the wait.");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aCancelThatSucceedsLeavesNothingHeld() throws Exception {
    DistributedLock lock = InMemoryLocks.create().lock("a");
    for (int i = 0; i < 40_000; i++) {
      LockHandle first = lock.tryAcquire();
      assertNotNull(first, "a cancelled acquisition has left something behind in round " + i);
      CompletableFuture<? extends @Nullable LockHandle> pending =
          i % 2 == 0 ? lock.tryAcquireAsync(Deadline.FOREVER) : lock.acquireAsync();
      first.close();
      for (int spin = i % 512; spin > 0; spin--) {
        Thread.onSpinWait();
      }
      if (!pending.cancel(false)) {
        LockHandle handle = pending.get();
        assertNotNull(handle);
        handle.close();
      }
    }
  }

  @Test
  void aLateUpgradeDoesNotUndoTheNextOne() throws Exception {
    Queue<Runnable> tasks = new ArrayDeque<>();
    InMemoryLocks locks = with(tasks::add);
    LockHandle reader = locks.readerWriterLock("a").readLock().acquire();
    try (UpgradeableLockHandle handle =
        locks.readerWriterLock("a").upgradeableReadLock().acquire()) {
      CompletableFuture<Boolean> late = handle.tryUpgradeAsync(Deadline.FOREVER);
      reader.close(); // the upgrade is granted, and its delivery waits among the tasks
      handle.downgrade();
      assertTrue(handle.tryUpgrade(), "no reader was there");
      late.cancel(false);
      tasks.forEach(Runnable::run);
      assertTrue(handle.fencingToken().isPresent(), "the second upgrade was undone");
      assertEquals(null, locks.readerWriterLock("a").readLock().tryAcquire());
    }
  }

  @Test
  void timeoutsThatAreNotNeededAnyMoreAreTakenBack() throws Exception {
    InMemoryLocks locks = InMemoryLocks.create();
    DistributedLock lock = locks.lock("a");
    LockHandle first = lock.acquire();
    Duration age = Duration.ofNanos(Long.MAX_VALUE - 1);
    List<CompletableFuture<?>> pending = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      pending.add(lock.tryAcquireAsync(i % 2 == 0 ? age : LONG));
    }
    pending.forEach(future -> assertFalse(future.isDone(), "a long timeout was a short one"));
    // The first half gives up, the others are served.
    pending.subList(0, 50).forEach(future -> future.cancel(false));
    pending
        .subList(50, 100)
        .forEach(
            future ->
                future.thenAccept(
                    handle -> {
                      if (handle instanceof LockHandle granted) {
                        granted.close();
                      }
                    }));
    first.close();
    CompletableFuture.allOf(pending.subList(50, 100).toArray(new CompletableFuture<?>[0]))
        .get(30, SECONDS);
    await().atMost(30, SECONDS).until(() -> Background.timer().getQueue().isEmpty());
    assertEquals(0, locks.space().waiting(), "waiters");
  }

  @Test
  void theClockStopsWhenNobodyWaits() throws Exception {
    DistributedLock lock = InMemoryLocks.create().lock("a");
    try (LockHandle held = lock.acquire()) {
      assertTrue(held.isHeld());
      assertEquals(null, lock.tryAcquireAsync(Duration.ofMillis(1)).get(30, SECONDS));
    }
    await().atMost(30, SECONDS).until(() -> Background.timer().getPoolSize() == 0);
  }

  @Test
  void theAcquisitionSiteOfOneWhoWaitedIsItsOwn() throws Exception {
    InMemoryLocks locks = InMemoryLocks.builder().recordAcquisitionSites(true).build();
    DistributedLock lock = locks.lock("a");
    LockHandle first = lock.acquire();
    CompletableFuture<LockHandle> pending = waitHere(lock);
    var closed = new SynchronousQueue<Boolean>();
    new Thread(
            () -> {
              first.close();
              boolean unused = closed.offer(true);
            })
        .start();
    try (LockHandle handle = pending.get(30, SECONDS)) {
      Throwable site = ((InMemoryHandle) handle).hold().acquiredAt;
      assertNotNull(site);
      assertTrue(
          List.of(site.getStackTrace()).stream()
              .anyMatch(frame -> frame.getMethodName().equals("waitHere")),
          () -> "acquired at " + List.of(site.getStackTrace()));
    }
  }

  private static CompletableFuture<LockHandle> waitHere(DistributedLock lock) {
    return lock.acquireAsync();
  }

  @Test
  void aContinuationMayBlockOnTheGrantThatItsOwnCloseMade() throws Exception {
    DistributedLock lock = with(Runnable::run).lock("a");
    LockHandle first = lock.acquire();
    AtomicReference<@Nullable LockHandle> last = new AtomicReference<>();
    CompletableFuture<LockHandle> one = lock.acquireAsync();
    CompletableFuture<LockHandle> two = lock.acquireAsync();
    CompletableFuture<?> both =
        one.thenAccept(
            handle -> {
              handle.close();
              last.set(two.orTimeout(30, SECONDS).join());
            });
    first.close();
    both.get(30, SECONDS);
    LockHandle handle = last.get();
    assertNotNull(handle);
    handle.close();
  }
}
