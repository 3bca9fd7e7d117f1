package dev.holdfast.lock.inmemory;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many more names than idle locks are kept, so that locks retire and return all the time. */
class ManyNamesTest {

  private static final int NAMES = 4 * LockSpace.IDLE_CELLS;
  private static final int WORKERS = 4;
  private static final int ROUNDS = 60_000;

  /** Few of the names are contended, the others push them out of the list of idle locks. */
  private static final int POPULAR = 3;

  private final InMemoryLocks locks = InMemoryLocks.create();
  private final AtomicInteger[] inside = new AtomicInteger[NAMES];
  private final int[] visits = new int[NAMES];
  private final long[] lastTokens = new long[NAMES];
  private final AtomicInteger[] expected = new AtomicInteger[NAMES];
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  ManyNamesTest() {
    for (int i = 0; i < NAMES; i++) {
      inside[i] = new AtomicInteger();
      expected[i] = new AtomicInteger();
    }
  }

  @Test
  void namesExcludeWhileTheirLocksRetireAndReturn() throws Exception {
    long seed = System.nanoTime();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      var random = new SplittableRandom(seed + i);
      var worker = new Thread(() -> work(random));
      worker.setDaemon(true);
      workers.add(worker);
      worker.start();
    }
    for (Thread worker : workers) {
      worker.join(SECONDS.toMillis(60));
    }
    assertNull(failure.get(), () -> "with the seed " + seed + ": " + failure);
    assertTrue(workers.stream().noneMatch(Thread::isAlive), () -> "hung with the seed " + seed);
    for (int i = 0; i < NAMES; i++) {
      assertEquals(expected[i].get(), visits[i], "visits of name " + i + " with the seed " + seed);
    }
    assertEquals(0, locks.space().waiting(), "waiters");
    int cells = locks.space().registeredCells();
    assertTrue(cells <= LockSpace.IDLE_CELLS, () -> cells + " locks are still known");
  }

  private void work(SplittableRandom random) {
    try {
      for (int i = 0; i < ROUNDS && failure.get() == null; i++) {
        int name = random.nextInt(2) == 0 ? random.nextInt(POPULAR) : random.nextInt(NAMES);
        try (LockHandle handle = acquire(name, random)) {
          if (handle != null) {
            visit(name, handle);
          }
        }
      }
    } catch (Throwable t) {
      failure.compareAndSet(null, t);
    }
  }

  private @Nullable LockHandle acquire(int name, SplittableRandom random) throws Exception {
    var lock = locks.lock("name " + name);
    return switch (random.nextInt(3)) {
      case 0 -> lock.tryAcquire();
      case 1 -> lock.acquire();
      default -> {
        CompletableFuture<LockHandle> future = lock.acquireAsync();
        yield future.get(60, SECONDS);
      }
    };
  }

  private void visit(int name, LockHandle handle) {
    int others = inside[name].getAndIncrement();
    long token = handle.fencingToken().orElse(-1);
    if (others != 0 || token <= lastTokens[name]) {
      throw new AssertionError(
          handle + " beside " + others + " others, after the token " + lastTokens[name]);
    }
    lastTokens[name] = token;
    visits[name]++;
    expected[name].getAndIncrement();
    inside[name].getAndDecrement();
  }
}
