package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockLoss;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Threads that hold, wait, upgrade and close are interrupted again and again. */
@EnabledOnOs(OS.LINUX)
class InterruptStormTest {

  private static final int INTERRUPTS = 10_000;
  private static final List<String> EXCLUSIVE = List.of("mutex", "write", "permit");

  @RegisterExtension final Others others = new Others();
  @TempDir Path directory;
  private FileSystemLocks locks;
  private NeighbourProcess outside;
  private volatile boolean done;
  private final Map<String, AtomicInteger> inside = new ConcurrentHashMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Queue<LockLoss> losses = new ConcurrentLinkedQueue<>();
  private final LongAdder grants = new LongAdder();
  private final LongAdder thrown = new LongAdder();

  @BeforeEach
  void open() throws IOException {
    locks = FileSystemLocks.builder(directory).lossCheckInterval(Duration.ofMillis(50)).build();
    outside = NeighbourProcess.start(others, directory);
  }

  @Test
  void dropsNoLockAndLeaksNothing() throws Exception {
    List<LockHandle> kept = new ArrayList<>();
    for (String form : EXCLUSIVE) {
      LockHandle handle = Neighbour.lockable(locks, form, "kept").acquire();
      var unused = handle.lost().thenAccept(losses::add);
      kept.add(handle);
    }
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      String form = i % 3 == 0 ? "upgrade" : EXCLUSIVE.get(i % 3);
      threads.add(new Thread(() -> live(form), "interrupted " + form));
    }
    threads.add(new Thread(() -> look(kept), "interrupted holder"));
    threads.forEach(Thread::start);
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int looks = 0;
    for (int i = 0; i < INTERRUPTS; i++) {
      threads.get(random.nextInt(threads.size())).interrupt();
      LockSupport.parkNanos(100_000);
      if (i % 200 == 0) {
        for (String form : EXCLUSIVE) {
          outside.isRefused(form, "kept", "Interrupts have released what is held.");
        }
        String form = EXCLUSIVE.get(looks++ % EXCLUSIVE.size());
        if (outside.ask("take x " + form + " orders 50").equals("held")) {
          comeAndGo(form);
          outside.obeys("close x", "closed");
        }
      }
    }
    done = true;
    for (Thread thread : threads) {
      thread.join(30_000);
      assertFalse(thread.isAlive(), () -> "It hangs: " + thread);
    }
    assertEquals(List.of(), List.copyOf(wrong));
    assertEquals(List.of(), List.copyOf(losses), "Interrupts have cost a lock.");
    for (String form : EXCLUSIVE) {
      outside.isRefused(form, "kept", "Interrupts have released what is held.");
      outside.gets(form, "orders", "The storm has left a lock behind.");
    }
    kept.forEach(LockHandle::close);
    for (String form : EXCLUSIVE) {
      outside.gets(form, "kept", "It was not released.");
    }
    System.out.printf(
        "%d interrupts, %d of them thrown, %d grants, nothing dropped%n",
        INTERRUPTS, thrown.sum(), grants.sum());
    assertTrue(thrown.sum() > 100, "Too few interrupts have met with anything.");
    locks.close();
    await("descriptors are open")
        .atMost(20, SECONDS)
        .until(
            () -> {
              IdleCells.clear();
              return Others.descriptors(directory.toRealPath()) == 0;
            });
  }

  private void live(String form) {
    while (!done) {
      try {
        if (form.equals("upgrade")) {
          upgrade();
        } else {
          take(Neighbour.lockable(locks, form, "orders"), form);
        }
      } catch (InterruptedException e) {
        thrown.increment();
      } catch (RuntimeException | AssertionError e) {
        wrong.add(form + ": " + e);
      }
    }
  }

  private void take(Lockable<? extends LockHandle> lockable, String form)
      throws InterruptedException {
    LockHandle handle =
        switch (ThreadLocalRandom.current().nextInt(3)) {
          case 0 -> lockable.acquire();
          case 1 -> lockable.tryAcquire(Duration.ofMillis(5));
          default -> lockable.tryAcquire();
        };
    if (handle != null) {
      grants.increment();
      comeAndGo(form);
      close(handle);
    }
  }

  private void upgrade() throws InterruptedException {
    UpgradeableLockHandle handle = locks.readerWriterLock("orders").upgradeableReadLock().acquire();
    try {
      if (handle.tryUpgrade(Duration.ofMillis(5))) {
        grants.increment();
        comeAndGo("write");
        if (ThreadLocalRandom.current().nextBoolean()) {
          handle.downgrade();
        }
      }
      if (!handle.isHeld()) {
        wrong.add("An upgrade has ended " + handle);
      }
    } finally {
      close(handle);
    }
  }

  /** Closing keeps the interrupt status, and is not stopped by it. */
  private void close(LockHandle handle) {
    boolean interrupts = ThreadLocalRandom.current().nextInt(4) == 0;
    if (interrupts) {
      Thread.currentThread().interrupt();
    }
    handle.close();
    if (interrupts && !Thread.interrupted()) {
      wrong.add("The interrupt status was swallowed by closing " + handle);
    }
  }

  private void comeAndGo(String form) {
    AtomicInteger count = inside.computeIfAbsent(form, unused -> new AtomicInteger());
    if (count.getAndIncrement() != 0) {
      wrong.add("Somebody was not alone in the " + form + " lock.");
    }
    Thread.onSpinWait();
    count.decrementAndGet();
  }

  /** What a holder may do while he is interrupted. */
  private void look(List<LockHandle> kept) {
    while (!done) {
      for (LockHandle handle : kept) {
        if (!handle.isHeld() || handle.lost().toCompletableFuture().isDone()) {
          wrong.add("An interrupt has ended " + handle);
          return;
        }
      }
      for (String form : EXCLUSIVE) {
        LockHandle refused = Neighbour.lockable(locks, form, "kept").tryAcquire();
        if (refused != null) {
          wrong.add("It came in beside a holder: " + refused);
          refused.close();
        }
      }
    }
  }

  /** What is promised of one interrupt. */
  @Test
  void statusIsKeptOrThrownAsPromised() throws Exception {
    for (String form : EXCLUSIVE) {
      Lockable<? extends LockHandle> lock = Neighbour.lockable(locks, form, "a");
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> lock.tryAcquire(Duration.ZERO), form);
      assertFalse(Thread.interrupted(), "It was thrown, and is still set.");
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, lock::acquire, form);
      assertFalse(Thread.interrupted(), "It was thrown, and is still set.");
      outside.gets(form, "a", "Something is held after an interrupt.");

      Thread.currentThread().interrupt();
      LockHandle handle = requireNonNull(lock.tryAcquire());
      assertTrue(Thread.currentThread().isInterrupted(), "tryAcquire() has taken the status away.");
      handle.close();
      assertTrue(Thread.interrupted(), "close() has taken the status away.");
      outside.takes("x", form, "a");
      Thread.currentThread().interrupt();
      assertNull(lock.tryAcquire());
      assertTrue(Thread.interrupted(), "A refusal has taken the status away.");

      Thread waiter = Thread.currentThread();
      Thread interrupter = new Thread(() -> interruptWhenParked(waiter));
      interrupter.start();
      assertThrows(InterruptedException.class, () -> lock.tryAcquire(Duration.ofSeconds(30)));
      assertFalse(Thread.interrupted(), "It was thrown, and is still set.");
      interrupter.join();
      outside.obeys("close x", "closed");
      outside.gets(form, "a", "Something is held after an interrupt.");
    }
  }

  @Test
  void leavesAnUpgradeAsItWas() throws Exception {
    outside.takes("r", "read", "a");
    try (UpgradeableLockHandle handle =
        locks.readerWriterLock("a").upgradeableReadLock().acquire()) {
      Thread waiter = Thread.currentThread();
      Thread interrupter = new Thread(() -> interruptWhenParked(waiter));
      interrupter.start();
      assertThrows(InterruptedException.class, () -> handle.tryUpgrade(Duration.ofSeconds(30)));
      interrupter.join();
      assertTrue(handle.isHeld());
      outside.gets("read", "a", "Readers are still kept out.");
      outside.isRefused("upgradeable", "a", "It is no longer reserved.");
      outside.obeys("close r", "closed");
      assertTrue(handle.tryUpgrade(Duration.ofSeconds(10)), "It cannot be upgraded any more.");
      outside.isRefused("read", "a", "It was not upgraded.");
    }
    outside.gets("write", "a", "It was not released.");
  }

  private static void interruptWhenParked(Thread waiter) {
    await("somebody who waits")
        .atMost(30, SECONDS)
        .until(
            () ->
                waiter.getState() == Thread.State.TIMED_WAITING
                    || waiter.getState() == Thread.State.WAITING);
    waiter.interrupt();
  }
}
