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
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CompositeAsyncTest {

  private final List<String> journal = new CopyOnWriteArrayList<>();
  private final FakeLock a = new FakeLock("a", journal);
  private final FakeLock b = new FakeLock("b", journal);
  private final FakeLock c = new FakeLock("c", journal);
  private final CompositeLock all = CompositeLock.of(a, b, c);

  @Test
  void freePartsCompleteTheFutureAtOnce() {
    CompletableFuture<CompositeLockHandle> acquisition = all.acquireAsync();
    assertTrue(acquisition.isDone());
    assertEquals(all.parts().size(), acquisition.join().parts().size());
    assertEquals(List.of("acquired a", "acquired b", "acquired c"), journal);
  }

  @Test
  void eachPartIsAskedForOnlyWhenTheOneBeforeIsHeld() {
    List.of(a, b, c).forEach(FakeLock::answeringLater);
    CompletableFuture<CompositeLockHandle> acquisition = all.acquireAsync();
    for (FakeLock part : List.of(a, b, c)) {
      assertFalse(acquisition.isDone(), () -> "done before " + part);
      assertEquals(1, part.pending.size(), () -> "attempts at " + part);
      part.pending.get(0).settle();
    }
    assertTrue(acquisition.join().isHeld());
    assertEquals(List.of("acquired a", "acquired b", "acquired c"), journal);
  }

  @Test
  void oneDeadlineCoversAllParts() {
    b.answeringLater();
    Duration timeout = Duration.ofHours(1);
    CompletableFuture<CompositeLockHandle> acquisition = all.acquireAsync(timeout);
    long start = System.nanoTime();
    while (System.nanoTime() - start < 1_000_000) {
      Thread.onSpinWait();
    }
    b.pending.get(0).settle();
    assertTrue(acquisition.isDone());
    assertTrue(
        c.timeouts.get(0).compareTo(timeout.minusMillis(1)) <= 0,
        () -> "the third part was given " + c.timeouts + " after the second took 1 ms");
  }

  @Test
  void aBusyPartReleasesTheOthers() {
    c.answering(() -> null);
    assertNull(all.tryAcquireAsync().join());
    assertInstanceOf(TimeoutException.class, failureOf(all.acquireAsync(Duration.ZERO)));
    assertInstanceOf(LockException.class, failureOf(all.acquireAsync()));
    assertEquals(
        List.of("acquired a", "acquired b", "released b", "released a"), journal.subList(0, 4));
    assertEquals(12, journal.size(), journal::toString);
  }

  @Test
  void aFailureReleasesTheOthersAndKeepsTheirFailures() {
    LockException failure = new LockException("The disk is gone.");
    LockException onClose = new LockException("Neither is the record.");
    AssertionError alsoOnClose = new AssertionError("a defect");
    a.failingToClose(onClose);
    b.failingToClose(alsoOnClose);
    c.answering(
            () -> {
              throw failure;
            })
        .answeringLater();
    CompletableFuture<CompositeLockHandle> acquisition = all.acquireAsync();
    c.pending.get(0).settle();
    assertSame(failure, failureOf(acquisition));
    assertEquals(List.of(alsoOnClose, onClose), List.of(failure.getSuppressed()));
    assertEquals(List.of("released b", "released a"), journal.subList(2, 4));
  }

  @Test
  void aReleaseThatFailsAfterARefusalIsReported() {
    LockException onClose = new LockException("The record could not be removed.");
    a.failingToClose(onClose);
    c.answering(() -> null);
    assertSame(onClose, failureOf(all.tryAcquireAsync()));
  }

  @Test
  void aFirstPartThatThrowsAtOnceThrowsAtOnce() {
    IllegalStateException closed = new IllegalStateException("The provider is closed.");
    a.onAsyncCall = closed;
    assertSame(closed, assertThrows(IllegalStateException.class, all::tryAcquireAsync));
    assertSame(closed, assertThrows(IllegalStateException.class, all::acquireAsync));
  }

  @Test
  void aLaterPartThatThrowsAtOnceFailsTheFuture() {
    IllegalStateException closed = new IllegalStateException("The provider is closed.");
    c.onAsyncCall = closed;
    assertSame(closed, failureOf(all.acquireAsync()));
    a.answeringLater();
    CompletableFuture<CompositeLockHandle> acquisition = all.acquireAsync();
    a.pending.get(1).settle();
    assertSame(closed, failureOf(acquisition));
    assertEquals(
        List.of("acquired a", "acquired b", "released b", "released a"), journal.subList(4, 8));
  }

  @Test
  void cancellingReleasesWhatIsHeldBeforeItReturns() {
    b.answeringLater();
    CompletableFuture<CompositeLockHandle> acquisition = all.acquireAsync();
    assertTrue(acquisition.cancel(false));
    assertEquals(List.of("acquired a", "abandoned b", "released a"), journal);
    assertTrue(acquisition.isCancelled());

    b.pending.get(0).settle();
    assertEquals(List.of("acquired b", "released b"), journal.subList(3, 5));
    assertEquals(0, c.pending.size(), "a cancelled acquisition went on");
  }

  @Test
  void orTimeoutEndsInATimeoutException() {
    b.answeringLater();
    assertInstanceOf(
        TimeoutException.class, failureOf(all.acquireAsync().orTimeout(1, TimeUnit.MILLISECONDS)));
    assertInstanceOf(
        TimeoutException.class,
        failureOf(all.tryAcquireAsync().orTimeout(1, TimeUnit.MILLISECONDS)));
    assertEquals(2, journal.stream().filter("released a"::equals).count(), journal::toString);
  }

  @Test
  void aCancellationWhileThePartsAreTakenStopsBeforeTheNextOne() {
    a.answeringLater();
    CompletableFuture<@Nullable CompositeLockHandle> acquisition =
        all.tryAcquireAsync(Deadline.FOREVER);
    b.answering(
        () -> {
          assertTrue(acquisition.cancel(false));
          return b.grant();
        });
    a.pending.get(0).settle();
    assertThrows(CancellationException.class, acquisition::join);
    assertEquals(List.of("acquired a", "acquired b"), journal.subList(0, 2));
    assertEquals(List.of("released b", "released a"), journal.subList(2, 4));
    assertEquals(0, c.pending.size(), "a cancelled acquisition went on");
  }

  @Test
  void aCancellationWhileAPartIsBeingAskedCancelsThatAttempt() {
    a.answeringLater();
    b.answeringLater();
    CompletableFuture<@Nullable CompositeLockHandle> acquisition =
        all.tryAcquireAsync(Deadline.FOREVER);
    b.duringAsyncCall = () -> assertTrue(acquisition.cancel(false));
    a.pending.get(0).settle();
    assertTrue(b.pending.get(0).isCancelled(), "an attempt went on that nobody knows of");
    assertEquals(List.of("acquired a", "abandoned b", "released a"), journal);
  }

  @Test
  void aCancellationAtTheLastGrantGivesEverythingBack() {
    c.answeringLater();
    CompletableFuture<@Nullable CompositeLockHandle> acquisition =
        all.tryAcquireAsync(Deadline.FOREVER);
    c.answering(
        () -> {
          LockHandle granted = c.grant();
          assertTrue(acquisition.cancel(false));
          return granted;
        });
    c.pending.get(0).settle();
    assertTrue(acquisition.isCancelled());
    assertEquals(
        List.of("released a", "released b", "released c"),
        journal.stream().filter(line -> line.startsWith("released")).sorted().toList(),
        journal::toString);
  }

  @Test
  void manyPartsNeedNoDeepStack() {
    CompositeLock many =
        CompositeLock.of(
            IntStream.range(0, 20_000)
                .mapToObj(i -> new FakeLock("lock " + i, new CopyOnWriteArrayList<>()))
                .toList());
    CompositeLockHandle handle = many.acquireAsync().join();
    assertTrue(handle.isHeld());
    assertNull(handle.closeAsync().join());
    assertTrue(handle.parts().stream().noneMatch(LockHandle::isHeld));
  }

  @Test
  void closeAsyncReleasesAllInReverseAndReportsTheFirstFailure() {
    LockException onCloseA = new LockException("a");
    IllegalStateException onCloseC = new IllegalStateException("c");
    a.failingToClose(onCloseA);
    c.failingToClose(onCloseC);
    CompositeLockHandle handle = all.acquireAsync().join();
    CompletableFuture<Void> released = handle.closeAsync();
    assertFalse(handle.isHeld());
    assertSame(onCloseC, failureOf(released));
    assertEquals(List.of(onCloseA), List.of(onCloseC.getSuppressed()));
    assertEquals(List.of("released c", "released b", "released a"), journal.subList(3, 6));
    assertNull(handle.closeAsync().join(), "a second close reported the failure again");
  }

  @Test
  void closeAsyncWaitsForEachPartBeforeTheNextOne() {
    CompletableFuture<Void> slow = new CompletableFuture<>();
    b.answering(() -> new SlowHandle(b.grant(), slow));
    CompositeLockHandle handle = all.acquireAsync().join();
    CompletableFuture<Void> released = handle.closeAsync();
    assertFalse(released.isDone(), "released before its second part was");
    assertEquals(List.of("released c"), journal.subList(3, journal.size()));
    slow.complete(null);
    assertNull(released.join());
    assertEquals(List.of("released c", "released a"), journal.subList(3, journal.size()));
  }

  @Test
  void theFirstLossIsTheLossOfTheComposite() {
    CompositeLockHandle handle = all.acquireAsync().join();
    CompletableFuture<LockLoss> lost = handle.lost().toCompletableFuture();
    FakeHandle second = (FakeHandle) handle.parts().get(1);
    FakeHandle third = (FakeHandle) handle.parts().get(2);
    for (int i = 0; i < 100; i++) {
      assertSame(handle.lost(), handle.lost());
    }
    assertEquals(1, second.loss.getNumberOfDependents(), "each call watches the parts anew");
    assertFalse(lost.isDone());
    LockLoss loss = new LockLoss(b.id(), LockLoss.Reason.FORCED, "A test.", Instant.EPOCH);
    second.loss.complete(loss);
    third.loss.complete(new LockLoss(c.id(), LockLoss.Reason.FORCED, "Too late.", Instant.EPOCH));
    assertSame(loss, lost.join());
    assertFalse(handle.isHeld(), "held although a part is lost");
    handle.close();
  }

  @Test
  void grantsThatRaceWithACancellationAreAllKeptOrAllReleased() throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    var executor = Executors.newSingleThreadExecutor();
    try {
      for (int round = 0; round < 3_000; round++) {
        List<String> lines = new CopyOnWriteArrayList<>();
        FakeLock one = new FakeLock("1", lines).answeringLater();
        FakeLock two = new FakeLock("2", lines).answeringLater();
        CompletableFuture<CompositeLockHandle> acquisition =
            CompositeLock.of(one, two).acquireAsync();
        Future<?> grants =
            executor.submit(
                () -> {
                  start.await(10, TimeUnit.SECONDS);
                  one.pending.get(0).settle();
                  two.pending.forEach(FakeLock.Pending::settle);
                  return null;
                });
        start.await(10, TimeUnit.SECONDS);
        int spins = round % 50;
        for (int i = 0; i < spins; i++) {
          Thread.onSpinWait();
        }
        boolean cancelled = acquisition.cancel(false);
        grants.get(10, TimeUnit.SECONDS);
        long acquired = lines.stream().filter(line -> line.startsWith("acquired")).count();
        long released = lines.stream().filter(line -> line.startsWith("released")).count();
        assertEquals(
            cancelled ? acquired : 0, released, () -> "cancelled: " + cancelled + ", " + lines);
        assertEquals(!cancelled, !acquisition.isCompletedExceptionally());
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private static Throwable failureOf(CompletableFuture<?> future) {
    var e = assertThrows(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS));
    return requireNonNull(e.getCause());
  }

  /** Its asynchronous release ends when the test says so. */
  private record SlowHandle(LockHandle actual, CompletableFuture<Void> released)
      implements LockHandle {

    @Override
    public void close() {
      actual.close();
    }

    @Override
    public CompletableFuture<Void> closeAsync() {
      return released;
    }

    @Override
    public boolean isHeld() {
      return actual.isHeld();
    }

    @Override
    public CompletionStage<LockLoss> lost() {
      return actual.lost();
    }

    @Override
    public OptionalLong fencingToken() {
      return actual.fencingToken();
    }
  }
}
