package dev.holdfast.lock.inmemory.junit;

import static dev.holdfast.lock.inmemory.junit.Tasks.awaitAsleep;
import static dev.holdfast.lock.inmemory.junit.Tasks.start;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.inmemory.DeadlockError;
import dev.holdfast.lock.inmemory.FakeLocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that wait for what never comes. */
@Timeout(60)
class DeadlockTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final FakeLocks locks = FakeLocks.create();

  // A thread that waits for itself

  @Test
  void aThreadWaitsForWhatItHoldsItself() throws Exception {
    LockHandle held = acquireFirst(locks.lock("a"));
    assertSelfDeadlock("mutex 'a'", () -> locks.lock("a").acquire().close());
    assertSelfDeadlock("mutex 'a'", () -> locks.lock("a").acquire(TIMEOUT).close());
    assertNull(locks.lock("a").tryAcquire(), "a try does not wait");
    assertNull(locks.lock("a").tryAcquire(Duration.ZERO), "a try does not wait");
    held.close();
    locks.lock("a").acquire().close();
  }

  @Test
  void aReaderWantsToWrite() throws Exception {
    var lock = locks.readerWriterLock("a");
    LockHandle held = acquireFirst(lock.readLock());
    assertSelfDeadlock("reader-writer lock 'a'", () -> lock.writeLock().acquire().close());
    try (UpgradeableLockHandle handle = lock.upgradeableReadLock().acquire()) {
      assertSelfDeadlock("reader-writer lock 'a'", handle::upgrade);
      held.close();
      handle.upgrade();
      assertTrue(handle.fencingToken().isPresent());
    }
  }

  @Test
  void aThreadHasAllThePermits() throws Exception {
    LockHandle first = acquireFirst(locks.semaphore("a", 2));
    LockHandle second = acquireFirst(locks.semaphore("a", 2));
    assertSelfDeadlock("semaphore 'a'", () -> locks.semaphore("a", 2).acquire().close());
    first.close();
    second.close();
  }

  private static <H extends LockHandle> H acquireFirst(Lockable<H> lock) throws Exception {
    return lock.acquire();
  }

  private interface Code {
    void run() throws Exception;
  }

  private void assertSelfDeadlock(String lock, Code code) {
    DeadlockError error = assertThrows(DeadlockError.class, code::run);
    String message = String.valueOf(error.getMessage());
    assertTrue(
        message.startsWith("Deadlock: a thread waits for what it holds itself.\n  thread \""),
        message);
    assertTrue(message.contains(lock), message);
    assertTrue(
        message.contains(
            "which was acquired at " + getClass().getName() + ".acquireFirst(DeadlockTest.java:"),
        message);
    assertEquals(List.of(), locks.waiters(), "the wait is over");
  }

  // Threads that wait for each other

  @Test
  void twoThreadsWaitForEachOtherAndOneIsToldSo() throws Exception {
    List<Lockable<?>> circle = List.of(locks.lock("a"), locks.lock("b"));
    for (int i = 0; i < 50; i++) {
      assertEquals(1, deadlocksOfCircle(circle, Deadline.FOREVER));
      assertEquals(1, deadlocksOfCircle(circle, TIMEOUT));
    }
  }

  @Test
  void fiveThreadsOfManyModesWaitForEachOther() throws Exception {
    List<Lockable<?>> circle =
        List.of(
            locks.lock("a"),
            locks.readerWriterLock("b").writeLock(),
            locks.semaphore("c", 1),
            locks.readerWriterLock("d").upgradeableReadLock(),
            locks.lock("e"));
    assertEquals(1, deadlocksOfCircle(circle, Deadline.FOREVER));
  }

  /** Each thread has one lock and waits for the next one. */
  private int deadlocksOfCircle(List<Lockable<?>> circle, Duration timeout) throws Exception {
    List<FutureTask<Boolean>> threads = new ArrayList<>();
    List<CompletableFuture<Boolean>> ready = new ArrayList<>();
    CompletableFuture<Boolean> go = new CompletableFuture<>();
    for (int i = 0; i < circle.size(); i++) {
      Lockable<?> own = circle.get(i);
      Lockable<?> next = circle.get((i + 1) % circle.size());
      CompletableFuture<Boolean> mine = new CompletableFuture<>();
      ready.add(mine);
      threads.add(start("circle-" + i, () -> holdAndWait(own, next, timeout, mine, go)));
    }
    for (CompletableFuture<Boolean> thread : ready) {
      assertTrue(thread.get());
    }
    go.complete(true);
    int deadlocks = 0;
    for (FutureTask<Boolean> thread : threads) {
      try {
        assertTrue(thread.get());
      } catch (ExecutionException e) {
        assertIsCircle(circle.size(), assertInstanceOf(DeadlockError.class, e.getCause()));
        deadlocks++;
      }
    }
    return deadlocks;
  }

  private static boolean holdAndWait(
      Lockable<?> own,
      Lockable<?> next,
      Duration timeout,
      CompletableFuture<Boolean> ready,
      CompletableFuture<Boolean> go)
      throws Exception {
    try (LockHandle first = own.acquire()) {
      ready.complete(true);
      go.get();
      try (LockHandle second = next.tryAcquire(timeout)) {
        return first.isHeld() && second != null;
      }
    }
  }

  private static void assertIsCircle(int threads, DeadlockError error) {
    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith("Deadlock: " + threads + " threads wait for each"), message);
    for (int i = 0; i < threads; i++) {
      assertTrue(message.contains("thread \"circle-" + i + "\" waits for "), message);
    }
    assertEquals(threads, message.split("which was acquired at .*holdAndWait").length - 1, message);
    assertEquals(threads, error.getSuppressed().length);
  }

  @Test
  void aPlaceInTheQueueBlocksToo() throws Exception {
    // A reader waits behind a writer, who waits for a reader, who waits for the first one's mutex.
    var lock = locks.readerWriterLock("rw");
    LockHandle mutex = locks.lock("a").acquire();
    CompletableFuture<Thread> readerThread = new CompletableFuture<>();
    CompletableFuture<Thread> writerThread = new CompletableFuture<>();
    FutureTask<Boolean> reader =
        start(
            "reader",
            () -> {
              try (LockHandle first = lock.readLock().acquire()) {
                readerThread.complete(Thread.currentThread());
                try (LockHandle second = locks.lock("a").acquire()) {
                  return first.isHeld() && second.isHeld();
                }
              }
            });
    awaitAsleep(readerThread.get());
    FutureTask<Boolean> writer =
        start(
            "writer",
            () -> {
              writerThread.complete(Thread.currentThread());
              try (LockHandle held = lock.writeLock().acquire()) {
                return held.isHeld();
              }
            });
    awaitAsleep(writerThread.get());
    DeadlockError error = assertThrows(DeadlockError.class, () -> lock.readLock().acquire());
    String message = String.valueOf(error.getMessage());
    assertTrue(message.contains("behind thread \"writer\" waits for reader-writer lock"), message);
    assertTrue(message.startsWith("Deadlock: 3 threads"), message);
    mutex.close();
    assertTrue(reader.get());
    assertTrue(writer.get());
  }

  // What is no deadlock

  /** Another thread closes a handle when this thread sleeps. */
  private static FutureTask<Boolean> closeOnceAsleep(LockHandle held) {
    Thread waiting = Thread.currentThread();
    return start(
        "helper",
        () -> {
          awaitAsleep(waiting);
          held.close();
          return true;
        });
  }

  @Test
  void aPermitOfSomebodyWhoIsNotStuckWillDo() throws Exception {
    LockHandle mine = locks.semaphore("a", 2).acquire();
    LockHandle elsewhere = locks.otherProcess().semaphore("a", 2).acquire();
    FutureTask<Boolean> helper = closeOnceAsleep(elsewhere);
    locks.semaphore("a", 2).acquire().close();
    assertTrue(helper.get());
    mine.close();
    locks.verify();
  }

  @Test
  void whatAFutureHoldsAndWaitsForIsNoDeadlock() throws Exception {
    LockHandle held = locks.lock("a").acquireAsync().get();
    FutureTask<Boolean> helper = closeOnceAsleep(held);
    LockHandle mine = locks.lock("a").acquire();
    assertTrue(helper.get());
    CompletableFuture<LockHandle> next = locks.lock("a").acquireAsync();
    mine.close();
    next.get().close();
    locks.verify();
  }

  @Test
  void whatTheOtherProcessHoldsIsNoDeadlock() throws Exception {
    LockHandle elsewhere = locks.otherProcess().lock("a").acquire();
    FutureTask<Boolean> helper = closeOnceAsleep(elsewhere);
    locks.lock("a").acquire().close();
    assertTrue(helper.get());
    locks.verify();
  }

  @Test
  void aHandleThatAnotherThreadClosesIsNoDeadlockIfTheTestSaysSo() throws Exception {
    locks.detectDeadlocks(false);
    LockHandle handedOver = locks.lock("a").acquire();
    FutureTask<Boolean> helper = closeOnceAsleep(handedOver);
    locks.lock("a").acquire().close();
    assertTrue(helper.get());
    locks.verify();
  }

  @Test
  void onTheSystemClockOnlyWaitsWithoutALimitAreJudged() throws Exception {
    FakeLocks byItself = FakeLocks.withSystemClock();
    byItself.detectDeadlocks(true);
    LockHandle held = byItself.lock("a").acquire();
    assertNull(byItself.lock("a").tryAcquire(Duration.ofMillis(1)));
    assertThrows(DeadlockError.class, () -> byItself.lock("a").acquire());
    held.close();
  }

  @Test
  void aDeadlockThatTheCodeHasSwallowedFailsTheVerification() throws Exception {
    LockHandle held = locks.lock("a").acquire();
    try {
      locks.lock("a").acquire().close();
    } catch (DeadlockError swallowed) {
      held.close();
    }
    assertThrows(AssertionError.class, locks::verify);
  }

  // Storms

  @Test
  void whoKeepsTheOrderNeverMeetsADeadlock() throws Exception {
    assertEquals(0, storm(true));
    locks.verify();
  }

  @Test
  void whoDoesNotIsNeverStuck() throws Exception {
    assertTrue(storm(false) >= 0);
    assertEquals(List.of(), locks.holders());
  }

  /** Threads acquire two of a few locks each; answers how many deadlocks they have met. */
  private int storm(boolean ordered) throws Exception {
    List<FutureTask<Integer>> threads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int seed = i;
      threads.add(start("storm-" + i, () -> acquirePairs(new Random(seed), ordered)));
    }
    int deadlocks = 0;
    for (FutureTask<Integer> thread : threads) {
      deadlocks += thread.get();
    }
    return deadlocks;
  }

  private int acquirePairs(Random random, boolean ordered) throws Exception {
    int deadlocks = 0;
    for (int i = 0; i < 300; i++) {
      int one = random.nextInt(4);
      int other = (one + 1 + random.nextInt(3)) % 4;
      int first = ordered ? Math.min(one, other) : one;
      int second = ordered ? Math.max(one, other) : other;
      try (LockHandle outer = acquire(first, random);
          LockHandle inner = acquire(second, random)) {
        assertTrue(outer.isHeld());
      } catch (DeadlockError e) {
        deadlocks++;
      }
    }
    return deadlocks;
  }

  private LockHandle acquire(int number, Random random) throws Exception {
    var lock = locks.readerWriterLock("lock " + number);
    DistributedLock side = random.nextBoolean() ? lock.readLock() : lock.writeLock();
    return side.acquire();
  }
}
