package dev.holdfast.lock.inmemory;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Handles in use, while the garbage collector runs all the time. */
class ReachableHandleTest {

  private static final int COLLECTIONS = 60;

  private final InMemoryLocks locks = InMemoryLocks.create();
  private final CopyOnWriteArrayList<LogRecord> log = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Logger logger = Logger.getLogger("dev.holdfast.lock.inmemory");
  private final Handler recorder =
      new Handler() {
        @Override
        public void publish(LogRecord logRecord) {
          if (logRecord.getMessage().contains("in use")) {
            log.add(logRecord);
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private volatile boolean over;

  @BeforeEach
  void listen() {
    logger.addHandler(recorder);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(recorder);
  }

  @Test
  void aHandleInUseIsNeverTakenForGarbage() throws Exception {
    List<Thread> users = new ArrayList<>();
    users.add(start(this::closeAsTheLastUse));
    users.add(start(this::upgradeAsTheLastUseButOne));
    users.add(start(this::futureAsTheOnlyReference));
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      // Looks for garbage handles, which so far could only be live ones.
      locks.space().releaseAbandoned();
    }
    over = true;
    for (Thread user : users) {
      user.join(SECONDS.toMillis(60));
    }
    assertNull(failure.get(), () -> "A user failed: " + failure);
    assertTrue(users.stream().noneMatch(Thread::isAlive), "A user hangs.");
    assertEquals(List.of(), log.stream().map(LogRecord::getMessage).toList());
  }

  private interface Use {
    void go() throws Exception;
  }

  private Thread start(Use use) {
    var thread =
        new Thread(
            () -> {
              try {
                while (!over) {
                  use.go();
                }
              } catch (Throwable t) {
                failure.compareAndSet(null, t);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void closeAsTheLastUse() throws InterruptedException {
    locks.lock("in use by one who closes").acquire().close();
  }

  private void upgradeAsTheLastUseButOne() throws InterruptedException {
    var lock = locks.readerWriterLock("in use by one who upgrades");
    LockHandle reader = lock.readLock().acquire();
    UpgradeableLockHandle handle = lock.upgradeableReadLock().acquire();
    boolean upgraded = handle.tryUpgrade(Duration.ofNanos(100_000));
    reader.close();
    if (upgraded || !handle.tryUpgrade()) {
      throw new AssertionError(handle + " was upgraded beside a reader, or not without one.");
    }
    handle.close();
  }

  private void futureAsTheOnlyReference() throws Exception {
    var lock = locks.readerWriterLock("in use by one who waits");
    LockHandle reader = lock.readLock().acquire();
    CompletableFuture<UpgradeableLockHandle> upgrade =
        lock.upgradeableReadLock().acquire().upgradeAsync();
    CompletableFuture<LockHandle> next = lock.writeLock().acquireAsync();
    reader.close();
    upgrade.get(60, SECONDS).close();
    next.get(60, SECONDS).close();
  }
}
