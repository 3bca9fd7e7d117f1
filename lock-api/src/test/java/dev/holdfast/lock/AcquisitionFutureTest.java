package dev.holdfast.lock;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AcquisitionFutureTest {

  /** A backend that counts what it is told. */
  private static class Acquisition extends AcquisitionFuture<String> {
    final AtomicInteger abandonments = new AtomicInteger();
    final AtomicInteger returned = new AtomicInteger();

    @Override
    protected void abandoned() {
      abandonments.incrementAndGet();
    }

    @Override
    protected void giveBack(String grant) {
      returned.incrementAndGet();
    }
  }

  private static Named<Consumer<CompletableFuture<@Nullable String>>> way(
      String name, Consumer<CompletableFuture<@Nullable String>> completion) {
    return Named.of(name, completion);
  }

  static Stream<Named<Consumer<CompletableFuture<@Nullable String>>>> foreignCompletions() {
    return Stream.of(
        way("cancel", future -> future.cancel(true)),
        way("complete", future -> future.complete("foreign")),
        way("completeExceptionally", future -> future.completeExceptionally(new Exception("no"))),
        way("obtrudeValue", future -> future.obtrudeValue("foreign")),
        way("obtrudeException", future -> future.obtrudeException(new Exception("no"))),
        way("orTimeout", future -> future.orTimeout(1, TimeUnit.MILLISECONDS)),
        way("completeOnTimeout", f -> f.completeOnTimeout("foreign", 1, TimeUnit.MILLISECONDS)),
        way("completeAsync", future -> future.completeAsync(() -> "foreign")),
        way("completeAsync here", future -> future.completeAsync(() -> "foreign", Runnable::run)),
        way(
            "completeAsync that fails",
            future ->
                future.completeAsync(
                    () -> {
                      throw new IllegalStateException("no");
                    })));
  }

  @ParameterizedTest
  @MethodSource("foreignCompletions")
  void everyForeignCompletionEndsTheWaitAndSendsALaterGrantBack(
      Consumer<CompletableFuture<@Nullable String>> completion) {
    Acquisition acquisition = new Acquisition();
    completion.accept(acquisition);
    await().until(acquisition::isDone);
    assertEquals(1, acquisition.abandonments.get(), "abandonments told to the backend");

    acquisition.deliver("grant");
    assertEquals(1, acquisition.returned.get(), "grants given back");
    assertFalse("grant".equals(outcome(acquisition)), "the grant was given back and kept");
  }

  @ParameterizedTest
  @MethodSource("foreignCompletions")
  void whoSeesTheFutureCompletedFindsNoTraceOfTheWait(
      Consumer<CompletableFuture<@Nullable String>> completion) {
    Acquisition acquisition = new Acquisition();
    CompletableFuture<Integer> seen =
        acquisition.handle((grant, failure) -> acquisition.abandonments.get());
    completion.accept(acquisition);
    assertEquals(1, seen.join(), "abandonments told before the future was completed");
  }

  @ParameterizedTest
  @MethodSource("foreignCompletions")
  void theForeignOutcomeWinsOverAFailureThatTheAbandonmentCauses(
      Consumer<CompletableFuture<@Nullable String>> completion) {
    var failing =
        new Acquisition() {
          @Override
          protected void abandoned() {
            fail(new UnsupportedOperationException("the wait was ended"));
            deliver(null);
          }
        };
    completion.accept(failing);
    await().until(failing::isDone);
    assertFalse(
        outcome(failing) instanceof UnsupportedOperationException,
        "the backend's failure replaced the outcome that the caller asked for");
    assertTrue(outcome(failing) != null, "the backend's refusal replaced the caller's outcome");
  }

  @Test
  void anAbandonmentThatThrowsStillCompletesTheFuture() {
    var throwing =
        new Acquisition() {
          @Override
          protected void abandoned() {
            throw new IllegalStateException("a defect of the backend");
          }
        };
    assertThrows(IllegalStateException.class, () -> throwing.cancel(false));
    assertTrue(throwing.isCancelled(), "a caller who cancelled would wait for ever");
    throwing.deliver("grant");
    assertEquals(1, throwing.returned.get(), "grants given back");
  }

  @Test
  void orTimeoutEndsInATimeoutException() {
    Acquisition acquisition = new Acquisition();
    var e =
        assertThrows(
            ExecutionException.class,
            () -> acquisition.orTimeout(1, TimeUnit.MILLISECONDS).get(10, TimeUnit.SECONDS));
    assertInstanceOf(TimeoutException.class, e.getCause());
  }

  @Test
  void aDeliveredGrantStaysWithTheCaller() {
    Acquisition acquisition = new Acquisition();
    acquisition.deliver("grant");
    assertFalse(acquisition.cancel(true), "cancelled after the grant");
    assertFalse(acquisition.complete("foreign"), "completed after the grant");
    assertFalse(acquisition.completeExceptionally(new Exception("no")));
    AtomicInteger asked = new AtomicInteger();
    acquisition.completeAsync(() -> "value " + asked.incrementAndGet(), Runnable::run);
    assertEquals(0, asked.get(), "values asked for although there is a grant");
    assertEquals("grant", acquisition.join());
    assertEquals(0, acquisition.abandonments.get(), "abandonments after the grant");
    assertEquals(0, acquisition.returned.get(), "grants given back although delivered");
  }

  @Test
  void aSecondGrantIsGivenBack() {
    Acquisition acquisition = new Acquisition();
    acquisition.deliver("first");
    acquisition.deliver("second");
    assertEquals("first", acquisition.join());
    assertEquals(1, acquisition.returned.get(), "grants given back");
  }

  @Test
  void notNowAndFailuresAreNoGrants() {
    Acquisition refused = new Acquisition();
    refused.deliver(null);
    assertNull(refused.join());
    refused.fail(new LockException("too late"));
    assertFalse(refused.isCompletedExceptionally(), "a failure replaced the outcome");

    Acquisition cancelled = new Acquisition();
    cancelled.cancel(false);
    cancelled.deliver(null);
    cancelled.fail(new LockException("too late"));
    assertTrue(cancelled.isCancelled());
    assertEquals(0, cancelled.returned.get(), "nothing was granted, but something was given back");
  }

  @Test
  void aFailureOfTheBackendArrivesUnchanged() {
    Acquisition acquisition = new Acquisition();
    LockException failure = new LockException("The disk is gone.");
    acquisition.fail(failure);
    assertSame(failure, assertThrows(CompletionException.class, acquisition::join).getCause());
  }

  @Test
  void copiesAndDependentsDoNotEndTheWait() {
    Acquisition acquisition = new Acquisition();
    CompletableFuture<@Nullable String> copy = acquisition.copy();
    CompletableFuture<Integer> dependent = acquisition.thenApply(grant -> 1);
    CompletableFuture<?> minimal = acquisition.minimalCompletionStage().toCompletableFuture();
    copy.cancel(true);
    dependent.cancel(true);
    minimal.cancel(true);
    assertFalse(acquisition.isDone(), "a cancelled copy completed the original");
    acquisition.deliver("grant");
    assertEquals("grant", acquisition.join());
    assertEquals(0, acquisition.abandonments.get());
  }

  @Test
  void aGiveBackThatThrowsIsLoggedAndHarmsNobody() {
    var broken =
        new Acquisition() {
          @Override
          protected void giveBack(String grant) {
            throw new LockException("The record could not be removed.");
          }
        };
    try (CapturedLog log = new CapturedLog(AcquisitionFuture.class)) {
      broken.cancel(false);
      assertDoesNotThrow(() -> broken.deliver("grant 17"));
      assertEquals(1, log.records().size(), "log records");
      LogRecord logged = log.records().get(0);
      assertTrue(logged.getMessage().contains("grant 17"), logged::getMessage);
      assertInstanceOf(LockException.class, logged.getThrown());
    }
  }

  @Test
  @SuppressWarnings("NullAway")
  void nullsAreRejectedAndLeaveTheWaitAlone() {
    Acquisition acquisition = new Acquisition();
    assertThrows(NullPointerException.class, () -> acquisition.completeExceptionally(null));
    assertThrows(NullPointerException.class, () -> acquisition.obtrudeException(null));
    assertThrows(NullPointerException.class, () -> acquisition.completeAsync(null));
    assertThrows(NullPointerException.class, () -> acquisition.completeAsync(() -> "a", null));
    assertThrows(NullPointerException.class, () -> acquisition.fail(null));
    assertThrows(
        RejectedExecutionException.class,
        () ->
            acquisition.completeAsync(
                () -> "a",
                task -> {
                  throw new RejectedExecutionException("busy");
                }));
    assertEquals(0, acquisition.abandonments.get(), "wrong arguments ended the wait");
    acquisition.deliver("grant");
    assertEquals("grant", acquisition.join());
  }

  @Test
  void aGrantThatRacesWithACancellationEndsWithExactlyOneOfBoth() throws Exception {
    int rounds = 5_000;
    CyclicBarrier start = new CyclicBarrier(2);
    var executor = Executors.newSingleThreadExecutor();
    try {
      for (int round = 0; round < rounds; round++) {
        Acquisition acquisition = new Acquisition();
        Future<?> delivery =
            executor.submit(
                () -> {
                  start.await(10, TimeUnit.SECONDS);
                  acquisition.deliver("grant");
                  return null;
                });
        start.await(10, TimeUnit.SECONDS);
        boolean cancelled =
            round % 2 == 0
                ? acquisition.cancel(false)
                : acquisition.completeExceptionally(new Exception("no"));
        delivery.get(10, TimeUnit.SECONDS);
        int inRound = round;
        assertEquals(
            cancelled ? 1 : 0,
            acquisition.returned.get(),
            () ->
                "round " + inRound + ": grants given back, caller's completion won: " + cancelled);
        assertEquals(cancelled, acquisition.isCompletedExceptionally());
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private static @Nullable Object outcome(CompletableFuture<@Nullable String> future) {
    try {
      return future.join();
    } catch (CancellationException e) {
      return e;
    } catch (CompletionException e) {
      return e.getCause();
    }
  }
}
