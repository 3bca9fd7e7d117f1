package dev.holdfast.lock.filesystem;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LaneTest {

  private static final Deadline NEVER = Deadline.after(Deadline.FOREVER);
  private static final Deadline NOW = Deadline.after(Duration.ZERO);

  private final Lane lane = Lane.ofDirectory("a");
  private final CountDownLatch serverIsBack = new CountDownLatch(1);
  private final CountDownLatch hangs = new CountDownLatch(1);
  private final BlockingQueue<String> givenBack = new LinkedBlockingQueue<>();

  @AfterEach
  void bringServerBack() {
    serverIsBack.countDown();
  }

  /** A step that ends when the server is back. */
  private String hang() {
    hangs.countDown();
    boolean interrupted = false;
    while (true) {
      try {
        serverIsBack.await();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return "done";
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  private Passage<String> hangingPassage() throws InterruptedException {
    Passage<String> passage = lane.start(this::hang);
    hangs.await();
    return passage;
  }

  @Test
  void aHangingStepStallsNobodyInAnotherLane() throws Exception {
    Passage<String> hanging = hangingPassage();
    Passage<String> other =
        Lane.ofDirectory("b").call(() -> "b", Deadline.after(Duration.ofSeconds(30)), s -> {});
    assertNotNull(other, "the other lane waits, too");
    assertEquals("b", other.result());
    assertFalse(hanging.await(NOW), "the step has not hung at all");
  }

  @Test
  void stepsRunInOrderInOneThread() throws Exception {
    List<Integer> order = new ArrayList<>();
    Passage<String> hanging = hangingPassage();
    for (int i = 0; i < 100; i++) {
      int n = i;
      lane.run(() -> order.add(n));
    }
    Passage<String> last = lane.start(() -> Thread.currentThread().getName());
    serverIsBack.countDown();
    assertTrue(last.await(NEVER));
    assertEquals("holdfast-io-a", last.result());
    assertEquals("done", hanging.result());
    for (int i = 0; i < 100; i++) {
      assertEquals(i, order.get(i));
    }
    assertEquals(100, order.size());
  }

  @Test
  void aCallEndsAtItsDeadlineAndItsResultGoesToTheHeir() throws Exception {
    long start = System.nanoTime();
    assertNull(lane.call(this::hang, Deadline.after(Duration.ofMillis(50)), givenBack::add));
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertTrue(millis >= 50 && millis < 30_000, () -> "the call took " + millis + " ms");
    assertTrue(givenBack.isEmpty(), () -> "was given back while the step hung: " + givenBack);
    serverIsBack.countDown();
    assertEquals("done", givenBack.poll(30, SECONDS));
  }

  @Test
  void aStepThatWasLeftBeforeItBeganNeverRuns() throws Exception {
    Passage<String> hanging = hangingPassage();
    AtomicBoolean ran = new AtomicBoolean();
    assertNull(
        lane.call(
            () -> {
              ran.set(true);
              return "second";
            },
            NOW,
            givenBack::add));
    serverIsBack.countDown();
    Passage<String> last = lane.start(() -> "last");
    assertTrue(last.await(NEVER) && hanging.await(NEVER));
    assertFalse(ran.get(), "ran although nobody waited");
    assertTrue(givenBack.isEmpty(), givenBack::toString);
  }

  @Test
  void whoeverLeavesTooLateHasTheResult() throws Exception {
    Passage<String> passage = lane.start(() -> "mine");
    assertTrue(passage.await(NEVER));
    assertFalse(passage.leave(givenBack::add), "left after the end");
    assertEquals("mine", passage.result());
    assertTrue(givenBack.isEmpty(), givenBack::toString);
  }

  @Test
  void everyResultHasExactlyOneOwner() throws Exception {
    AtomicInteger yielded = new AtomicInteger();
    AtomicInteger owned = new AtomicInteger();
    for (int i = 0; i < 5_000; i++) {
      Passage<Integer> passage =
          lane.call(
              yielded::incrementAndGet,
              Deadline.after(Duration.ofNanos(i % 50 * 500L)),
              result -> owned.incrementAndGet());
      if (passage != null) {
        owned.incrementAndGet();
      }
    }
    assertTrue(lane.start(() -> "last").await(NEVER));
    assertEquals(yielded.get(), owned.get());
  }

  @Test
  void aWaitIsInterruptible() throws Exception {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> lane.call(this::hang, NEVER, givenBack::add));
    Passage<String> hanging = hangingPassage();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> hanging.await(NOW));
    serverIsBack.countDown();
    assertTrue(hanging.await(NEVER));
  }

  @Test
  void anUninterruptibleWaitKeepsTheInterruptForLater() throws Exception {
    Passage<String> hanging = hangingPassage();
    Thread.currentThread().interrupt();
    assertFalse(hanging.awaitUninterruptibly(Deadline.after(Duration.ofMillis(50))));
    assertTrue(Thread.currentThread().isInterrupted(), "the interrupt is gone");
    serverIsBack.countDown();
    assertTrue(hanging.awaitUninterruptibly(NEVER));
    assertTrue(Thread.interrupted(), "the interrupt is gone");
  }

  @Test
  void aStepThatEndedCountsInSpiteOfAnInterrupt() throws Exception {
    Passage<String> passage = lane.start(() -> "done");
    assertTrue(passage.await(NEVER));
    Thread.currentThread().interrupt();
    assertTrue(passage.await(NOW));
    assertTrue(Thread.interrupted(), "the interrupt is gone");
  }

  @Test
  void whatAStepThrowsReachesWhoeverAsksForItsResult() throws Exception {
    var failure = new IllegalArgumentException("no");
    for (Lane each : List.of(lane, Lane.inCaller())) {
      Passage<String> passage =
          each.call(
              () -> {
                throw failure;
              },
              NEVER,
              givenBack::add);
      assertNotNull(passage, "no end");
      assertSame(failure, assertThrows(IllegalArgumentException.class, passage::result));
      Passage<String> next = each.call(() -> "next", NEVER, givenBack::add);
      assertNotNull(next, "the lane has ended with the step");
      assertEquals("next", next.result());
    }
  }

  @Test
  void theResultOfAStepThatGoesOnIsNotThere() throws Exception {
    Passage<String> hanging = hangingPassage();
    assertThrows(IllegalStateException.class, hanging::result);
  }

  @Test
  void aStepMaySendAnotherOneThroughItsLane() throws Exception {
    Passage<String> outer =
        lane.start(
            () -> {
              Passage<String> inner = lane.start(() -> Thread.currentThread().getName());
              return inner.awaitUninterruptibly(NOW) ? inner.result() : "waits for itself";
            });
    assertTrue(outer.await(NEVER));
    assertEquals("holdfast-io-a", outer.result());
  }

  @Test
  void aLocalStepRunsInTheCaller() throws Exception {
    Passage<Thread> passage = Lane.inCaller().call(Thread::currentThread, NOW, t -> {});
    assertNotNull(passage, "no end");
    assertSame(Thread.currentThread(), passage.result());
    AtomicBoolean ran = new AtomicBoolean();
    Lane.inCaller().run(() -> ran.set(true));
    assertTrue(ran.get(), "runs later");
  }

  @Test
  void theThreadEndsWhenIdleAndComesBack() throws Exception {
    for (int i = 0; i < 2; i++) {
      Passage<Thread> passage = lane.call(Thread::currentThread, NEVER, t -> {});
      assertNotNull(passage, "no end");
      Thread thread = passage.result();
      assertTrue(thread.isDaemon(), "keeps the JVM alive");
      await().atMost(Duration.ofSeconds(30)).until(() -> !thread.isAlive());
    }
  }
}
