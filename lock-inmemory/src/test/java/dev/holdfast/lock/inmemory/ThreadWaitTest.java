package dev.holdfast.lock.inmemory;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.LockHandle;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A thread that falls asleep, and one that has news for it. */
class ThreadWaitTest {

  private static final int ROUNDS = 100_000;

  /** About as long as it takes to join the queue and to fall asleep. */
  private static final int MOST_NANOS = 3_000;

  private final DistributedLock lock = InMemoryLocks.create().lock("passed on");
  private final AtomicInteger arrived = new AtomicInteger();

  @Test
  void noGrantIsSleptOverHoweverItMeetsWithFallingAsleep() throws Exception {
    ExecutorService service = Executors.newFixedThreadPool(2);
    try {
      Future<Integer> one = service.submit(() -> passOn(new SplittableRandom(1)));
      Future<Integer> other = service.submit(() -> passOn(new SplittableRandom(2)));
      assertEquals(2 * ROUNDS, within(one) + within(other), "acquisitions");
    } finally {
      service.shutdownNow();
    }
  }

  private int passOn(SplittableRandom random) throws InterruptedException {
    int acquired = 0;
    for (int round = 0; round < ROUNDS; round++) {
      try (LockHandle held = lock.acquire()) {
        acquired++;
        arrived.incrementAndGet();
        long start = System.nanoTime();
        long nanos = random.nextInt(MOST_NANOS);
        while (System.nanoTime() - start < nanos) {
          Thread.onSpinWait();
        }
      }
    }
    return acquired;
  }

  private int within(Future<Integer> acquired) throws Exception {
    try {
      return acquired.get(60, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(
          "A thread sleeps although the lock is free; " + arrived + " acquisitions so far.", e);
    }
  }
}
