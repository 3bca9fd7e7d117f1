package dev.holdfast.lock.inmemory;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.LockHandle;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Many who wait for one lock. */
class WaitersAtScaleTest {

  private static final int ASYNC_WAITERS = 100_000;
  private static final int VIRTUAL_WAITERS = 10_000;
  private static final long BYTES_PER_WAITER = 300;

  private final DistributedLock lock = InMemoryLocks.create().lock("crowded");

  @Test
  void asynchronousWaitersTakeNoThreadAndLittleHeapAndAreServedInOrder() throws Exception {
    CompletableFuture<LockHandle> warmUp = waitOnceAndCancel();
    assertTrue(warmUp.isCancelled());
    LockHandle first = lock.acquire();
    int threadsBefore = Thread.activeCount();
    long heapBefore = heapInUse();
    List<CompletableFuture<LockHandle>> waiters = new ArrayList<>(ASYNC_WAITERS);
    for (int i = 0; i < ASYNC_WAITERS; i++) {
      waiters.add(lock.acquireAsync());
    }
    long bytesPerWaiter = (heapInUse() - heapBefore) / ASYNC_WAITERS;
    int threadsAdded = Thread.activeCount() - threadsBefore;
    assertTrue(
        bytesPerWaiter <= BYTES_PER_WAITER, () -> "a waiter takes " + bytesPerWaiter + " bytes");
    assertTrue(threadsAdded <= 1, () -> threadsAdded + " threads were added, not just the timer");

    AtomicInteger served = new AtomicInteger();
    AtomicInteger outOfOrder = new AtomicInteger();
    for (int i = 0; i < ASYNC_WAITERS; i++) {
      int place = i;
      waiters
          .get(i)
          .thenAccept(
              handle -> {
                if (served.getAndIncrement() != place) {
                  outOfOrder.incrementAndGet();
                }
                handle.close();
              });
    }
    long start = System.nanoTime();
    first.close();
    await().atMost(60, SECONDS).until(() -> served.get() == ASYNC_WAITERS);
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertEquals(0, outOfOrder.get(), "waiters served out of order");
    System.out.printf(
        "%,d asynchronous waiters: %d bytes each, %d threads added, drained in %d ms%n",
        ASYNC_WAITERS, bytesPerWaiter, threadsAdded, millis);
    try (LockHandle again = lock.tryAcquire()) {
      assertTrue(again != null, "the lock was not free after all waiters had closed their handles");
    }
  }

  private CompletableFuture<LockHandle> waitOnceAndCancel() throws InterruptedException {
    try (LockHandle held = lock.acquire()) {
      CompletableFuture<LockHandle> pending = lock.acquireAsync();
      assertTrue(pending.cancel(false), () -> "could not cancel a wait for " + held);
      return pending;
    }
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void virtualThreadsWaitWithoutExhaustingTheirCarriers() throws Exception {
    CountDownLatch through = new CountDownLatch(VIRTUAL_WAITERS);
    int[] plain = new int[1];
    LockHandle first = lock.acquire();
    try (Closing executor = new Closing(virtualThreads())) {
      for (int i = 0; i < VIRTUAL_WAITERS; i++) {
        executor.service.execute(
            () -> {
              try (LockHandle held = lock.acquire()) {
                plain[0]++;
                through.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
      }
      first.close();
      assertTrue(
          through.await(60, SECONDS),
          () -> through.getCount() + " virtual threads made no progress");
    }
    assertEquals(VIRTUAL_WAITERS, plain[0], "increments under the lock were lost");
  }

  private record Closing(ExecutorService service) implements AutoCloseable {
    @Override
    public void close() {
      service.shutdownNow();
    }
  }

  /** By reflection, because the sources are compiled for an older release. */
  private static ExecutorService virtualThreads() throws ReflectiveOperationException {
    return (ExecutorService)
        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }

  static long heapInUse() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
