package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.NotApplicable;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Subject;
import dev.holdfast.lock.tck.engine.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Threads that cost nothing, unless what they wait in keeps the thread that carries them. */
final class VirtualThreadRules {

  private static final int WAITERS = 1_000;

  private VirtualThreadRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.should("RES-03")
            .takesMillis(100)
            .onEach(Subject.MUTEX, Subject.WRITE_LOCK, Subject.SEMAPHORE_OF_ONE)
            .text(
                "A thousand virtual threads may wait for a lock that a virtual thread holds: the holder"
                    + " gets to run, and all of them are served one after the other.")
            .reason(
                "Servers run each request in a virtual thread. If waiting keeps the few threads that"
                    + " carry them, the holder cannot go on, and nothing else in the JVM can either.")
            .causes(
                "Waiting in 'synchronized' or under a native frame pins the carrier.",
                "Waiting is spinning.")
            .check(VirtualThreadRules::manyWaitersMakeProgress));
  }

  private static void manyWaitersMakeProgress(Trial trial) throws Exception {
    ThreadFactory factory = VirtualThreads.factory();
    if (factory == null) {
      throw new NotApplicable(
          "Java " + Runtime.version().feature() + " has no virtual threads; they came with 21.");
    }
    Run run = new Run(trial, trial.lockable(trial.freshName()), factory);
    try {
      run.holderEnters();
      run.waitersCome();
      run.holderLeaves();
      run.waitersAreServed();
    } finally {
      run.interruptAll();
    }
  }

  private static final class Run {

    private final Trial trial;
    private final Lockable<? extends LockHandle> lock;
    private final ThreadFactory factory;
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);
    private final CountDownLatch started = new CountDownLatch(WAITERS);
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Run(Trial trial, Lockable<? extends LockHandle> lock, ThreadFactory factory) {
      this.trial = trial;
      this.lock = lock;
      this.factory = factory;
    }

    /** What a virtual thread does; the first failure is kept. */
    @FunctionalInterface
    private interface Step {
      void run() throws Exception;
    }

    private void start(Step step) {
      Thread thread =
          factory.newThread(
              () -> {
                try {
                  step.run();
                } catch (Throwable e) {
                  boolean unused = failure.compareAndSet(null, e);
                }
              });
      threads.add(thread);
      thread.start();
    }

    void holderEnters() throws Exception {
      start(
          () -> {
            LockHandle handle = lock.acquire();
            entered.countDown();
            leave.await();
            handle.close();
            left.countDown();
          });
      if (!await(entered)) {
        throw trial.violated("%s was not granted to a virtual thread.%s", Say.lock(lock), cause());
      }
    }

    /** Those that keep their carrier let the others not even start; that is seen later. */
    void waitersCome() throws InterruptedException {
      for (int i = 0; i < WAITERS; i++) {
        start(
            () -> {
              started.countDown();
              lock.acquire().close();
              served.incrementAndGet();
            });
      }
      boolean unused =
          started.await(trial.scaled(Patience.LONG).toMillis() / 5, TimeUnit.MILLISECONDS);
    }

    void holderLeaves() throws InterruptedException {
      leave.countDown();
      if (!await(left)) {
        throw trial.violated(
            "A crowd of virtual threads waits for a lock that a virtual thread holds, and the holder"
                + " does not get to run to close it: %d of %d waiters have started.%s",
            WAITERS - started.getCount(), WAITERS, cause());
      }
    }

    /** Of a slow backend it is enough to see that it goes on. */
    void waitersAreServed() {
      long end = System.nanoTime() + 2 * Patience.of(trial).toNanos();
      int before = -1;
      while (served.get() > before && served.get() < WAITERS && System.nanoTime() - end < 0) {
        int seen = served.get();
        before = seen;
        boolean unused = Patience.until(trial, () -> served.get() > seen || failure.get() != null);
      }
      if (served.get() == before || failure.get() != null) {
        throw trial.violated(
            "%d of %d virtual threads that waited for %s were served, and then no more came.%s",
            served.get(), WAITERS, lock.id(), cause());
      }
      trial.evidence(served.get());
    }

    private boolean await(CountDownLatch latch) throws InterruptedException {
      return latch.await(Patience.of(trial).toMillis(), TimeUnit.MILLISECONDS);
    }

    private String cause() {
      Throwable thrown = failure.get();
      return thrown == null ? "" : " One of them threw " + thrown + ".";
    }

    void interruptAll() {
      threads.forEach(Thread::interrupt);
    }
  }
}
