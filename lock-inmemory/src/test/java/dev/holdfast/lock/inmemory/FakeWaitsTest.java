package dev.holdfast.lock.inmemory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Awaiting waiters of a fake that do not come. */
class FakeWaitsTest {

  private final FakeLocks locks = FakeLocks.create();

  @Test
  void whatDoesNotComeTrueEndsWithADump() throws Exception {
    LockHandle unused = locks.otherProcess().lock("orders").acquire();
    CompletableFuture<?> waiting = locks.lock("orders").acquireAsync(Duration.ofSeconds(7));
    AssertionError error =
        assertThrows(
            AssertionError.class, () -> locks.awaitWaiters("orders", 2, Duration.ofMillis(1)));
    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith("Waited for 2 waiters on 'orders', in vain for 1 ms."), message);
    assertTrue(message.contains("held in mode WRITE with token 1 by another process"), message);
    assertTrue(message.contains("a future waits for mutex 'orders' in mode WRITE"), message);
    assertTrue(message.contains("for up to PT7S"), message);
    waiting.cancel(true);
  }

  @Test
  @Timeout(60)
  void aWaitThatBeginsOrEndsWakesWhoAwaitsIt() throws Exception {
    for (int i = 0; i < 100; i++) {
      LockHandle elsewhere = locks.otherProcess().lock("orders").acquire();
      CompletableFuture<Void> here =
          CompletableFuture.runAsync(() -> locks.lock("orders").acquireAsync().join().close());
      locks.awaitWaiters("orders", 1, Duration.ofDays(1));
      CompletableFuture<Void> release = CompletableFuture.runAsync(elsewhere::close);
      locks.awaitWaiters("orders", 0, Duration.ofDays(1));
      here.join();
      release.join();
    }
  }

  @Test
  void anInterruptEndsTheWaitForWaiters() {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> locks.awaitWaiters("orders", 1));
  }

  @Test
  void aWaitThatIsOverKeepsNothingReachable() throws Exception {
    var elsewhere = locks.otherProcess().lock("orders").acquire();
    CompletableFuture<?> waiting = locks.lock("orders").acquireAsync();
    elsewhere.close();
    locks.lose("orders");
    waiting.join();
    FakeSpace space = locks.space();
    assertEquals(0, space.waits().booked());
  }
}
