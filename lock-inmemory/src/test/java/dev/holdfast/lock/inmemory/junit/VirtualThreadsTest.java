package dev.holdfast.lock.inmemory.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.inmemory.DeadlockError;
import dev.holdfast.lock.inmemory.FakeLocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Virtual threads wait, expire and deadlock like others. */
@EnabledForJreRange(min = JRE.JAVA_21)
@Timeout(60)
class VirtualThreadsTest {

  private final FakeLocks locks = FakeLocks.create();

  private static <T extends @Nullable Object> FutureTask<T> startVirtual(Callable<T> code)
      throws Exception {
    FutureTask<T> task = new FutureTask<>(code);
    // The release that this is compiled for does not know them.
    Object thread = Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    assertInstanceOf(Thread.class, thread);
    return task;
  }

  @Test
  void thousandsWaitAndExpire() throws Exception {
    LockHandle elsewhere = locks.otherProcess().lock("a").acquire();
    List<FutureTask<@Nullable LockHandle>> waiting = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      Duration timeout = Duration.ofSeconds(1 + i % 2);
      waiting.add(startVirtual(() -> locks.lock("a").tryAcquire(timeout)));
    }
    locks.awaitWaiters("a", 2_000);
    locks.advance(Duration.ofSeconds(1));
    locks.awaitWaiters("a", 1_000);
    locks.advance(Duration.ofSeconds(1));
    for (FutureTask<@Nullable LockHandle> thread : waiting) {
      assertNull(thread.get());
    }
    assertTrue(elsewhere.isHeld());
    assertEquals(2_000, locks.counts("a").timeouts());
    locks.verify();
  }

  @Test
  void oneThatWaitsForItselfIsToldSo() throws Exception {
    FutureTask<Boolean> thread =
        startVirtual(
            () -> {
              try (LockHandle outer = locks.lock("a").acquire();
                  LockHandle inner = locks.lock("a").acquire()) {
                return outer.isHeld() && inner.isHeld();
              }
            });
    assertInstanceOf(
        DeadlockError.class, assertThrows(ExecutionException.class, thread::get).getCause());
    assertEquals(List.of(), locks.holders());
  }
}
