package dev.holdfast.lock.inmemory.junit;

import static dev.holdfast.lock.inmemory.junit.Tasks.start;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.ProviderClosedException;
import dev.holdfast.lock.inmemory.FakeLocks;
import dev.holdfast.lock.inmemory.Fence;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Test classes that use the extension, good and bad ones, run by JUnit. */
@Timeout(60)
class FakeLocksExtensionTest {

  private static EngineExecutionResults run(Class<?> testClass) {
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
        .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
        .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "8")
        .configurationParameter("junit.jupiter.conditions.deactivate", "*")
        .selectors(selectClass(testClass))
        .execute();
  }

  /** What the one test of a class has failed with. */
  private static Throwable failureOf(Class<?> testClass) {
    var failed = run(testClass).testEvents().finished().list();
    assertEquals(1, failed.size());
    var result =
        failed.get(0).getPayload(org.junit.platform.engine.TestExecutionResult.class).orElseThrow();
    assertEquals(Status.FAILED, result.getStatus());
    return result.getThrowable().orElseThrow();
  }

  private static void assertNames(Class<?> sample, String method, Throwable failure) {
    String line = sample.getName() + "." + method + "(FakeLocksExtensionTest.java:";
    assertTrue(String.valueOf(failure.getMessage()).contains(line), failure::getMessage);
  }

  private static void assertShowsTraceOf(Class<?> sample, String method, Throwable failure) {
    assertTrue(
        Arrays.stream(failure.getSuppressed())
            .flatMap(site -> Arrays.stream(site.getStackTrace()))
            .anyMatch(
                frame ->
                    frame.getClassName().equals(sample.getName())
                        && frame.getMethodName().equals(method)),
        () -> Arrays.toString(failure.getSuppressed()));
  }

  @org.junit.jupiter.api.Disabled("run by the test of the extension")
  @ExtendWith(FakeLocksExtension.class)
  static class Sample {
    static LockHandle acquireHere(DistributedLock lock) throws InterruptedException {
      return lock.acquire();
    }
  }

  static final class Leaks extends Sample {
    static volatile @Nullable LockHandle leaked;

    @Test
    void leaks(FakeLocks locks) throws Exception {
      leaked = acquireHere(locks.lock("a"));
    }
  }

  @Test
  void aLeakIsCaught() {
    Throwable failure = failureOf(Leaks.class);
    assertTrue(
        String.valueOf(failure.getMessage()).startsWith("mutex 'a' is still held in mode WRITE"),
        failure::getMessage);
    assertNames(Sample.class, "acquireHere", failure);
    assertShowsTraceOf(Sample.class, "acquireHere", failure);
    LockHandle leaked = Leaks.leaked;
    assertTrue(leaked != null && !leaked.isHeld(), "it is still held");
  }

  static final class LeavesAWait extends Sample {
    static volatile @Nullable FutureTask<LockHandle> left;

    @Test
    void leavesAWait(FakeLocks locks) throws Exception {
      LockHandle unused = acquireHere(locks.otherProcess().lock("a"));
      left = start("left", () -> acquireHere(locks.lock("a")));
      locks.awaitWaiters("a", 1);
    }
  }

  @Test
  void aPendingWaitIsCaughtAndEnded() throws Exception {
    Throwable failure = failureOf(LeavesAWait.class);
    assertTrue(
        String.valueOf(failure.getMessage())
            .startsWith("Still thread \"left\" waits for mutex 'a' in mode WRITE at "),
        failure::getMessage);
    assertNames(Sample.class, "acquireHere", failure);
    assertShowsTraceOf(Sample.class, "acquireHere", failure);
    FutureTask<LockHandle> left = LeavesAWait.left;
    assertNotNull(left);
    assertTrue(
        assertThrows(ExecutionException.class, left::get).getCause()
            instanceof ProviderClosedException);
  }

  static final class LeavesAFuture extends Sample {
    @Test
    void leavesAFuture(FakeLocks locks) throws Exception {
      LockHandle unused = acquireHere(locks.otherProcess().lock("a"));
      var unusedToo = locks.lock("a").acquireAsync(Duration.ofHours(1));
    }
  }

  @Test
  void aPendingFutureIsCaught() {
    assertNames(LeavesAFuture.class, "leavesAFuture", failureOf(LeavesAFuture.class));
  }

  static final class WaitsForItself extends Sample {
    @Test
    void waitsForItself(FakeLocks locks) throws Exception {
      try (LockHandle outer = acquireHere(locks.lock("a"));
          LockHandle inner = locks.lock("a").acquire()) {
        assertNotEquals(outer, inner);
      }
    }
  }

  @Test
  void aSelfDeadlockIsCaughtInsteadOfHanging() {
    Throwable failure = failureOf(WaitsForItself.class);
    assertNames(Sample.class, "acquireHere", failure);
    assertNames(WaitsForItself.class, "waitsForItself", failure);
  }

  static final class WaitForEachOther extends Sample {
    @Test
    void waitForEachOther(FakeLocks locks) throws Exception {
      CountDownLatch both = new CountDownLatch(2);
      FutureTask<Boolean> one = start("one", () -> inOrder(locks, "a", "b", both));
      FutureTask<Boolean> other = start("other", () -> inOrder(locks, "b", "a", both));
      boolean first = one.get();
      boolean second = other.get();
      assertTrue(first || second);
    }

    private static boolean inOrder(
        FakeLocks locks, String first, String second, CountDownLatch both) throws Exception {
      try (LockHandle outer = acquireHere(locks.lock(first))) {
        both.countDown();
        both.await();
        try (LockHandle inner = locks.lock(second).acquire()) {
          return outer.isHeld() && inner.isHeld();
        }
      } catch (AssertionError swallowed) {
        return false;
      }
    }
  }

  @Test
  void aDeadlockOfTwoThreadsIsCaughtEvenIfTheySwallowIt() {
    Throwable failure = failureOf(WaitForEachOther.class);
    assertTrue(
        String.valueOf(failure.getMessage()).startsWith("Deadlock: 2 threads wait for each other."),
        failure::getMessage);
    assertNames(Sample.class, "acquireHere", failure);
  }

  static final class WritesStale extends Sample {
    @Test
    void writesStale(FakeLocks locks) throws Exception {
      Fence table = locks.newFence();
      try (LockHandle held = acquireHere(locks.lock("a"))) {
        locks.lose("a");
        try (LockHandle next = locks.lock("a").acquire()) {
          table.admit(next.fencingToken().orElseThrow());
        }
        table.admit(held.fencingToken().orElseThrow());
      } catch (RuntimeException swallowed) {
        assertTrue(swallowed.getSuppressed().length > 0);
      }
    }
  }

  @Test
  void aStaleWriteIsCaught() {
    Throwable failure = failureOf(WritesStale.class);
    assertTrue(
        String.valueOf(failure.getMessage())
            .startsWith(
                "A write with a stale token was refused: it came with token 1 of mutex 'a',"
                    + " acquired at "),
        failure::getMessage);
    assertNames(Sample.class, "acquireHere", failure);
    assertNames(WritesStale.class, "writesStale", failure);
  }

  static final class FailsWhileHolding extends Sample {
    static volatile @Nullable LockHandle leaked;

    @Test
    void failsWhileHolding(FakeLocks locks) throws Exception {
      leaked = acquireHere(locks.lock("a"));
      throw new IllegalStateException("the test's own failure");
    }
  }

  @Test
  void theTestsOwnFailureComesFirst() {
    Throwable failure = failureOf(FailsWhileHolding.class);
    assertEquals("the test's own failure", failure.getMessage());
    assertNames(Sample.class, "acquireHere", failure.getSuppressed()[0]);
  }

  static final class Behaves extends Sample {
    static final Set<FakeLocks> SEEN = ConcurrentHashMap.newKeySet();

    private @Nullable FakeLocks before;
    private @Nullable LockHandle held;

    @BeforeEach
    void before(FakeLocks locks) throws Exception {
      before = locks;
      held = locks.lock("a").acquire();
    }

    @RepeatedTest(3)
    void behaves(FakeLocks locks) {
      assertSame(before, locks);
      assertTrue(SEEN.add(locks), "seen before");
    }

    @Test
    void needsNoLocks() {
      assertNotNull(before);
    }

    @AfterEach
    void after(FakeLocks locks) {
      assertSame(before, locks);
      if (held != null) {
        held.close();
      }
    }

    @Nested
    class Inside {
      @Test
      void getsTheSameAsTheMethodsAroundIt(FakeLocks locks) {
        assertSame(before, locks);
      }
    }
  }

  @Test
  void allMethodsAroundATestShareItsLocks() {
    run(Behaves.class).testEvents().assertStatistics(stats -> stats.started(5).succeeded(5));
  }

  @Execution(ExecutionMode.CONCURRENT)
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static final class RunsInParallel extends Sample {
    private final CountDownLatch all = new CountDownLatch(4);

    @RepeatedTest(4)
    void doesNotSeeTheOthers(FakeLocks locks) throws Exception {
      try (LockHandle held = locks.lock("a").tryAcquire()) {
        all.countDown();
        all.await(); // all of them hold it now
        assertTrue(held != null, "seen by another test");
      }
    }
  }

  @Test
  void testsInParallelDoNotSeeEachOther() {
    run(RunsInParallel.class).testEvents().assertStatistics(stats -> stats.started(4).succeeded(4));
  }

  @org.junit.jupiter.api.Disabled("run by the test of the extension")
  static final class RunsOnTheSystemClock {
    @RegisterExtension
    static final FakeLocksExtension FAKES = FakeLocksExtension.of(FakeLocks::withSystemClock);

    @Test
    void timePasses(FakeLocks locks) throws Exception {
      LockHandle unused = locks.otherProcess().lock("a").acquire();
      assertNull(locks.lock("a").tryAcquire(Duration.ofMillis(1)));
    }
  }

  @Test
  void otherLocksMayBePassed() {
    run(RunsOnTheSystemClock.class)
        .testEvents()
        .assertStatistics(stats -> stats.started(1).succeeded(1));
  }

  static final class WantsThemTooEarly extends Sample {
    WantsThemTooEarly(FakeLocks locks) {
      locks.close();
    }

    @Test
    void neverRuns() {}
  }

  @Test
  void aConstructorGetsNone() {
    Throwable failure = failureOf(WantsThemTooEarly.class);
    assertTrue(
        String.valueOf(failure.getMessage()).contains("No ParameterResolver registered"),
        failure::getMessage);
  }
}
