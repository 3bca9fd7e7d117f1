package dev.holdfast.lock;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpgradeFormsTest {

  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

  private final Handle handle = new Handle();

  @AfterEach
  void clearInterrupt() {
    boolean unused = Thread.interrupted();
  }

  @Test
  void everyFormPassesItsTimeoutOn() throws Exception {
    handle.upgrade();
    handle.upgrade(TWO_SECONDS);
    assertTrue(handle.tryUpgrade());
    assertTrue(handle.tryUpgradeAsync().join());
    assertSame(handle, handle.upgradeAsync().join());
    assertSame(handle, handle.upgradeAsync(TWO_SECONDS).join());
    assertEquals(
        List.of(
            Deadline.FOREVER,
            TWO_SECONDS,
            Duration.ZERO,
            Duration.ZERO,
            Deadline.FOREVER,
            TWO_SECONDS),
        handle.timeouts);
  }

  @Test
  void readersThatStayAreATimeoutThatSpeaksOfTheUpgrade() {
    handle.readersLeave = false;
    assertFalse(handle.tryUpgrade());
    String expected =
        "The reader-writer lock 'a' was not upgraded within PT2S; readers still hold it.";
    var blocking = assertThrows(TimeoutException.class, () -> handle.upgrade(TWO_SECONDS));
    assertEquals(expected, blocking.getMessage());
    Throwable async = failureOf(handle.upgradeAsync(TWO_SECONDS));
    assertInstanceOf(TimeoutException.class, async);
    assertEquals(expected, async.getMessage());
  }

  @Test
  void aBackendThatGivesUpAnUnlimitedWaitIsBlamed() {
    handle.readersLeave = false;
    assertThrows(LockException.class, () -> handle.upgrade());
    assertInstanceOf(LockException.class, failureOf(handle.upgradeAsync()));
    handle.readersLeave = null;
    assertInstanceOf(LockException.class, failureOf(handle.upgradeAsync()));
  }

  @Test
  void tryUpgradeIgnoresAnInterruptAndKeepsIt() {
    Thread.currentThread().interrupt();
    assertTrue(handle.tryUpgrade());
    assertTrue(Thread.interrupted(), "the interrupt status was lost");
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> handle.upgrade());
  }

  @Test
  void aGrantAfterTheCancellationIsDowngraded() {
    handle.later = true;
    CompletableFuture<UpgradeableLockHandle> upgrade = handle.upgradeAsync();
    // Not ended by the cancellation, like a grant that is already on its way.
    assertTrue(upgrade.cancel(false));
    handle.attempt.complete(true);
    assertEquals(1, handle.downgrades);
  }

  @Test
  void aGrantForAHandleThatWasClosedMeanwhileHarmsNobody() {
    handle.later = true;
    CompletableFuture<UpgradeableLockHandle> upgrade =
        handle.upgradeAsync().orTimeout(1, TimeUnit.MILLISECONDS);
    assertInstanceOf(TimeoutException.class, failureOf(upgrade));
    handle.close();
    handle.attempt.complete(true);
    assertEquals(0, handle.downgrades);
  }

  @Test
  void aWrongStateIsThrownAtOnce() {
    handle.close();
    assertThrows(IllegalStateException.class, () -> handle.upgradeAsync());
    assertThrows(IllegalStateException.class, () -> handle.upgradeAsync(TWO_SECONDS));
    assertThrows(IllegalStateException.class, () -> handle.tryUpgradeAsync());
    assertThrows(IllegalStateException.class, () -> handle.tryUpgrade());
  }

  private static Throwable failureOf(CompletableFuture<?> future) {
    var e = assertThrows(CompletionException.class, future::join);
    return requireNonNull(e.getCause());
  }

  /** Upgrades as the test says. */
  private static final class Handle implements UpgradeableLockHandle {
    final List<Duration> timeouts = new ArrayList<>();

    /** Ignores its cancellation, so that a grant can come after it. */
    final CompletableFuture<@Nullable Boolean> attempt =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterruptIfRunning) {
            return false;
          }
        };

    /** Null stands for a backend that answers null where it should say no. */
    @Nullable Boolean readersLeave = true;

    boolean later;
    boolean closed;
    int downgrades;

    @Override
    @SuppressWarnings("unchecked")
    public Lockable<UpgradeableLockHandle> lockable() {
      return (Lockable<UpgradeableLockHandle>)
          (Lockable<?>) new FakeLock("a", LockMode.UPGRADEABLE, List.of());
    }

    @Override
    public boolean tryUpgrade(Duration timeout) throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      checkOpen();
      timeouts.add(timeout);
      return Boolean.TRUE.equals(readersLeave);
    }

    @Override
    public CompletableFuture<@Nullable Boolean> tryUpgradeAsync(Duration timeout) {
      checkOpen();
      timeouts.add(timeout);
      return later ? attempt : CompletableFuture.completedFuture(readersLeave);
    }

    @Override
    public void downgrade() {
      checkOpen();
      downgrades++;
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public boolean isHeld() {
      return !closed;
    }

    @Override
    public CompletionStage<LockLoss> lost() {
      return new CompletableFuture<>();
    }

    @Override
    public OptionalLong fencingToken() {
      return OptionalLong.empty();
    }

    private void checkOpen() {
      if (closed) {
        throw new IllegalStateException("The handle is closed.");
      }
    }
  }
}
