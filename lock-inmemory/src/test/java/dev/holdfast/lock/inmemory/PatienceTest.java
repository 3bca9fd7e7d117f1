package dev.holdfast.lock.inmemory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.LockHandle;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Staying awake for a lock, as long as that pays. */
class PatienceTest {

  private static final int MANY = 1_000;
  private static final long LONG = Long.MAX_VALUE;

  private final Patience patience = new Patience();

  @BeforeEach
  void thereIsAProcessorToSpare() {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
  }

  @Test
  void waitsInVainEndItButForOneInManyTries() {
    for (int i = 0; i < MANY; i++) {
      patience.await(() -> false, LONG);
    }
    int pays = timesThatItPays();
    assertTrue(0 < pays && pays < MANY / 20, () -> pays + " of " + MANY + " were to stay awake");
  }

  @Test
  void oneWaitThatPaysBringsItBack() {
    for (int i = 0; i < MANY; i++) {
      patience.await(() -> false, LONG);
    }
    patience.await(() -> true, LONG);
    assertEquals(MANY, timesThatItPays(), "times to stay awake");
  }

  @Test
  void endsWithTheTimeOfWhoeverWaits() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < MANY; i++) {
      patience.await(() -> false, 1);
    }
    long micros = (threads.getCurrentThreadCpuTime() - start) / 1_000;
    assertTrue(micros < MANY * 10, () -> MANY + " waits for 1 ns took " + micros + " us");
  }

  private int timesThatItPays() {
    int pays = 0;
    for (int i = 0; i < MANY; i++) {
      pays += patience.pays() ? 1 : 0;
    }
    return pays;
  }

  /** While a lock passes from one to the next every two milliseconds, those who wait sleep. */
  @Test
  void waitingForLongHoldsTakesNoProcessor() throws Exception {
    int threads = 4;
    int rounds = 50;
    long held = TimeUnit.MILLISECONDS.toNanos(2);
    DistributedLock lock = InMemoryLocks.create().lock("held for long");
    List<Thread> waiters = new ArrayList<>();
    long[] cpuNanos = new long[threads];
    for (int i = 0; i < threads; i++) {
      int own = i;
      Thread waiter =
          new Thread(
              () -> {
                try {
                  for (int round = 0; round < rounds; round++) {
                    try (LockHandle handle = lock.acquire()) {
                      LockSupport.parkNanos(handle, held);
                    }
                  }
                  cpuNanos[own] = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      waiters.add(waiter);
      waiter.start();
    }
    long all = 0;
    for (int i = 0; i < threads; i++) {
      waiters.get(i).join();
      assertTrue(cpuNanos[i] > 0, "a waiter has failed");
      all += cpuNanos[i];
    }
    long share = 100 * all / (held * rounds * threads);
    assertTrue(share < 30, () -> "waiting and taking turns took " + share + " % of a processor");
  }
}
