package dev.holdfast.lock;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DerivedFormsTest {

  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

  private final FakeLock lock = new FakeLock("a");

  @AfterEach
  void clearInterrupt() {
    boolean unused = Thread.interrupted();
  }

  @Test
  void everyFormPassesItsTimeoutOn() throws Exception {
    List<@Nullable LockHandle> handles =
        List.of(
            lock.acquire(),
            lock.acquire(Deadline.FOREVER),
            lock.acquire(Duration.ZERO),
            lock.acquireAsync().join(),
            lock.acquireAsync(Deadline.FOREVER).join(),
            lock.acquireAsync(Duration.ZERO).join());
    assertEquals(
        List.of(
            Deadline.FOREVER,
            Deadline.FOREVER,
            Duration.ZERO,
            Deadline.FOREVER,
            Deadline.FOREVER,
            Duration.ZERO),
        lock.timeouts);
    assertEquals(6, handles.size());

    lock.timeouts.clear();
    assertTrue(lock.tryAcquire() != null, "a free lock was refused");
    assertTrue(lock.tryAcquireAsync().join() != null, "a free lock was refused");
    assertEquals(List.of(Duration.ZERO, Duration.ZERO), lock.timeouts);
  }

  @Test
  void wrongArgumentsAreThrownByEveryFormAtOnce() {
    Duration negative = Duration.ofNanos(-1);
    assertThrows(IllegalArgumentException.class, () -> lock.acquire(negative));
    assertThrows(IllegalArgumentException.class, () -> lock.tryAcquire(negative));
    assertThrows(IllegalArgumentException.class, () -> lock.acquireAsync(negative));
    assertThrows(IllegalArgumentException.class, () -> lock.tryAcquireAsync(negative));
    assertEquals(List.of(), lock.journal, "a wrong call acquired something");
  }

  @Test
  void notNowIsATimeoutThatNamesLockModeLimitAndHolder() {
    lock.answering(() -> null).holder = "pid 4711";
    TimeoutException blocking =
        assertThrows(TimeoutException.class, () -> lock.acquire(TWO_SECONDS));
    Throwable async = failureOf(lock.acquireAsync(TWO_SECONDS));
    String expected =
        "The reader-writer lock 'a' was not acquired in mode WRITE within PT2S; held by pid 4711.";
    assertEquals(expected, blocking.getMessage());
    assertInstanceOf(TimeoutException.class, async);
    assertEquals(expected, async.getMessage());

    lock.holder = null;
    assertEquals(
        "The reader-writer lock 'a' was not acquired in mode WRITE within PT2S.",
        failureOf(lock.acquireAsync(TWO_SECONDS)).getMessage());
  }

  @Test
  void aHolderThatCannotBeDescribedDoesNotHideTheTimeout() {
    Lockable<LockHandle> secretive =
        new Lockable<>() {
          @Override
          public LockId id() {
            return lock.id();
          }

          @Override
          public LockMode mode() {
            return LockMode.WRITE;
          }

          @Override
          public String describeHolder() {
            throw new LockException("The holder's record cannot be read.");
          }

          @Override
          public @Nullable LockHandle tryAcquire(Duration timeout) {
            return null;
          }

          @Override
          public CompletableFuture<@Nullable LockHandle> tryAcquireAsync(Duration timeout) {
            return CompletableFuture.completedFuture(null);
          }
        };
    var blocking = assertThrows(TimeoutException.class, () -> secretive.acquire(TWO_SECONDS));
    assertInstanceOf(LockException.class, blocking.getSuppressed()[0]);
    Throwable async = failureOf(secretive.acquireAsync(TWO_SECONDS));
    assertInstanceOf(TimeoutException.class, async);
    assertInstanceOf(LockException.class, async.getSuppressed()[0]);
  }

  @Test
  void aBackendThatGivesUpAnUnlimitedWaitIsBlamed() {
    lock.answering(() -> null);
    for (Throwable blame :
        List.of(
            assertThrows(LockException.class, () -> lock.acquire()),
            failureOf(lock.acquireAsync()))) {
      assertInstanceOf(LockException.class, blame);
      assertTrue(
          String.valueOf(blame.getMessage()).contains("reader-writer lock 'a'"), blame::toString);
    }
  }

  @Test
  void tryAcquireIgnoresAnInterruptAndKeepsIt() {
    Thread.currentThread().interrupt();
    assertTrue(lock.tryAcquire() != null, "an interrupt refused a free lock");
    assertTrue(Thread.interrupted(), "the interrupt status was lost");
    assertTrue(lock.tryAcquire() != null);
    assertFalse(Thread.interrupted(), "an interrupt came from nowhere");
  }

  @Test
  void anInterruptInTheMiddleOfTryAcquireRepeatsTheAttempt() {
    AtomicInteger attempts = new AtomicInteger();
    lock.answering(
        () -> {
          if (attempts.incrementAndGet() == 1) {
            throw new InterruptedException();
          }
          return lock.grant();
        });
    assertTrue(lock.tryAcquire() != null, "an interrupt refused a free lock");
    assertEquals(2, attempts.get());
    assertTrue(Thread.interrupted(), "the interrupt status was lost");
  }

  @Test
  void tryAcquireKeepsTheInterruptWhenItFails() {
    lock.answering(
        () -> {
          throw new LockException("The disk is gone.");
        });
    Thread.currentThread().interrupt();
    assertThrows(LockException.class, lock::tryAcquire);
    assertTrue(Thread.interrupted(), "the interrupt status was lost");
  }

  @Test
  void theOtherBlockingFormsThrowWhenInterruptedOnEntry() {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> lock.acquire());
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> lock.acquire(Duration.ZERO));
    assertEquals(List.of(), lock.journal, "an interrupted caller acquired something");
  }

  @Test
  void aFailureArrivesWithoutWrapping() {
    LockException failure = new LockException("The disk is gone.");
    lock.answering(
        () -> {
          // As a stage that depends on another one reports it.
          throw new CompletionException(failure);
        });
    AtomicReference<@Nullable Throwable> seen = new AtomicReference<>();
    CompletableFuture<LockHandle> acquisition = lock.acquireAsync();
    acquisition.whenComplete((handle, thrown) -> seen.set(thrown));
    assertSame(failure, seen.get());
  }

  @Test
  void cancellingEndsTheWaitAndReturnsALaterGrant() {
    CompletableFuture<LockHandle> acquisition = lock.answeringLater().acquireAsync();
    assertFalse(acquisition.isDone());
    assertTrue(acquisition.cancel(false), "the cancellation failed");
    assertTrue(acquisition.isCancelled());
    assertEquals(List.of("abandoned a"), lock.journal);
    assertTrue(lock.pending.get(0).isCancelled(), "the attempt went on");

    lock.pending.get(0).settle();
    assertEquals(List.of("abandoned a", "acquired a", "released a"), lock.journal);
  }

  @Test
  void orTimeoutEndsInATimeoutExceptionAndEndsTheWait() {
    CompletableFuture<LockHandle> acquisition = lock.answeringLater().acquireAsync();
    CompletableFuture<LockHandle> limited = acquisition.orTimeout(1, TimeUnit.MILLISECONDS);
    assertInstanceOf(TimeoutException.class, failureOf(limited));
    assertEquals(List.of("abandoned a"), lock.journal);
  }

  @Test
  void aForeignHandleWinsOverTheCancelledAttempt() {
    CompletableFuture<LockHandle> acquisition = lock.answeringLater().acquireAsync();
    LockHandle foreign = new FakeHandle("foreign", lock.journal, null);
    assertTrue(acquisition.complete(foreign));
    assertSame(foreign, acquisition.join());
    lock.pending.get(0).settle();
    assertEquals(List.of("abandoned a", "acquired a", "released a"), lock.journal);
  }

  @Test
  void aGrantThatRacesWithACancellationIsKeptOrReleased() throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    var executor = Executors.newSingleThreadExecutor();
    try {
      for (int round = 0; round < 3_000; round++) {
        FakeLock contended = new FakeLock("a").answeringLater();
        CompletableFuture<LockHandle> acquisition = contended.acquireAsync();
        Future<?> grant =
            executor.submit(
                () -> {
                  start.await(10, TimeUnit.SECONDS);
                  contended.pending.get(0).settle();
                  return null;
                });
        start.await(10, TimeUnit.SECONDS);
        boolean cancelled = acquisition.cancel(false);
        grant.get(10, TimeUnit.SECONDS);
        assertTrue(acquisition.isDone(), "cancelled, and still not done");
        assertEquals(
            cancelled,
            contended.journal.contains("released a"),
            () -> "cancelled: " + cancelled + ", but " + contended.journal);
        if (!cancelled) {
          assertTrue(acquisition.join().isHeld(), "the caller got a handle that is closed");
        }
      }
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void closeAsyncReportsWhatCloseThrows() {
    LockException failure = new LockException("The record could not be removed.");
    LockHandle handle = new FakeHandle("a", lock.journal, failure);
    CompletableFuture<Void> closed = handle.closeAsync();
    assertSame(failure, failureOf(closed));
    assertNull(handle.closeAsync().join(), "the second close failed, too");
  }

  private static Throwable failureOf(CompletableFuture<?> future) {
    var e = assertThrows(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS));
    return requireNonNull(e.getCause());
  }
}
