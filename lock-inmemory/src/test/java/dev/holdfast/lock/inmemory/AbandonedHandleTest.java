package dev.holdfast.lock.inmemory;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Handles that nobody closes. */
class AbandonedHandleTest {

  private final CopyOnWriteArrayList<LogRecord> log = new CopyOnWriteArrayList<>();
  private final Logger logger = Logger.getLogger("dev.holdfast.lock.inmemory");
  private final Handler recorder =
      new Handler() {
        @Override
        public void publish(LogRecord logRecord) {
          log.add(logRecord);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(recorder);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(recorder);
    logger.setUseParentHandlers(true);
  }

  @Test
  void aSwallowedHandleIsReleasedForTheNextTry() throws Exception {
    InMemoryLocks locks = InMemoryLocks.create();
    swallow(locks.lock("a"));
    await()
        .atMost(30, SECONDS)
        .until(
            () -> {
              System.gc();
              try (LockHandle next = locks.lock("a").tryAcquire()) {
                return next != null;
              }
            });
    assertEquals(1, log.size(), log::toString);
    assertTrue(
        log.get(0).getMessage().contains("mutex 'a' in mode WRITE became garbage"),
        log.get(0)::getMessage);
  }

  @Test
  void aSwallowedHandleIsReleasedForOneWhoWaitsAlready() throws Exception {
    InMemoryLocks locks = InMemoryLocks.builder().recordAcquisitionSites(true).build();
    swallow(locks.lock("b"));
    CompletableFuture<LockHandle> waiting = locks.lock("b").acquireAsync();
    await()
        .atMost(30, SECONDS)
        .until(
            () -> {
              System.gc();
              return waiting.isDone();
            });
    waiting.get().close();
    assertEquals(1, log.size(), log::toString);
    assertEquals(
        "swallow",
        java.util.Arrays.stream(log.get(0).getThrown().getStackTrace())
            .filter(frame -> frame.getClassName().equals(AbandonedHandleTest.class.getName()))
            .findFirst()
            .orElseThrow()
            .getMethodName());
  }

  @Test
  void anAbandonedReaderDoesNotBlockAnUpgradeForEver() throws Exception {
    InMemoryLocks locks = InMemoryLocks.create();
    swallow(locks.readerWriterLock("c").readLock());
    try (UpgradeableLockHandle handle =
        locks.readerWriterLock("c").upgradeableReadLock().acquire()) {
      CompletableFuture<Boolean> upgrade = handle.tryUpgradeAsync(java.time.Duration.ofSeconds(60));
      await()
          .atMost(30, SECONDS)
          .until(
              () -> {
                System.gc();
                return upgrade.isDone();
              });
      assertTrue(upgrade.get(), "the upgrade was refused");
    }
  }

  @Test
  void aHandleThatIsClosedOrReachableIsNotReported() throws Exception {
    InMemoryLocks locks = InMemoryLocks.create();
    for (int i = 0; i < 1_000; i++) {
      locks.lock("closed").acquire().close();
    }
    LockHandle reachable = locks.lock("reachable").acquire();
    for (int i = 0; i < 5; i++) {
      System.gc();
      locks.space().releaseAbandoned();
      assertNull(locks.lock("reachable").tryAcquire(), () -> reachable + " was released");
    }
    assertTrue(reachable.isHeld());
    reachable.close();
    assertEquals(0, log.size(), log::toString);
  }

  private static void swallow(DistributedLock lock) throws InterruptedException {
    assertNotNull(lock.acquire());
  }
}
