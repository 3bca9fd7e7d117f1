package dev.holdfast.lock.tck.doubles;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that do anything to a few locks at random, and count who is inside. */
@Timeout(30)
class ReferenceLocksStressTest {

  private static final int THREADS = 5;
  private static final int PERMITS = 2;
  private static final long SEED = 20_260_101;

  private final ReferenceLocks space = ReferenceLocks.of("stress-" + UUID.randomUUID());
  private final Inside mutexInside = new Inside(LockMode.WRITE);
  private final Inside readerWriterInside = new Inside(LockMode.READ);
  private final Inside semaphoreInside = new Inside(LockMode.PERMIT);
  private final AtomicLong grants = new AtomicLong();

  @Test
  void nobodyIsInsideTogetherWithWhomHeConflicts() throws Exception {
    try (var provider = new ReferenceProvider("stress", space)) {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_500);
      List<FutureTask<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Random random = new Random(SEED + i);
        FutureTask<Void> task =
            new FutureTask<>(
                () -> {
                  while (System.nanoTime() < end) {
                    step(provider, random);
                  }
                  return null;
                });
        tasks.add(task);
        Thread thread = new Thread(task, "stress-" + i);
        thread.setDaemon(true);
        thread.start();
      }
      for (FutureTask<Void> task : tasks) {
        task.get(20, TimeUnit.SECONDS);
      }
      // Grants that came too late are given back in the background.
      await().until(() -> inUse().isEmpty());
      assertTrue(grants.get() > 1_000, () -> "only " + grants + " grants were seen");
    }
  }

  private List<ReferenceLock> inUse() {
    List<ReferenceLock> inUse = new ArrayList<>();
    space.guarded(() -> inUse.addAll(space.inUse()));
    return inUse;
  }

  private void step(ReferenceProvider provider, Random random) throws Exception {
    DistributedUpgradeableReaderWriterLock lock = provider.readerWriterLock("rw");
    switch (random.nextInt(6)) {
      case 0 -> use(provider.lock("m"), mutexInside, random);
      case 1 -> use(provider.semaphore("s", PERMITS), semaphoreInside, random);
      case 2 -> use(lock.writeLock(), readerWriterInside, random);
      case 3 -> use(lock.upgradeableReadLock(), readerWriterInside, random);
      default -> use(lock.readLock(), readerWriterInside, random);
    }
  }

  private <H extends LockHandle> void use(Lockable<H> lockable, Inside inside, Random random)
      throws Exception {
    try (H handle = acquire(lockable, random)) {
      if (handle == null) {
        return;
      }
      grants.incrementAndGet();
      inside.enter(lockable.mode());
      pause(random);
      inside.leave(lockable.mode());
      if (handle instanceof UpgradeableLockHandle upgradeable
          && upgradeable.tryUpgrade(Duration.ofNanos(random.nextInt(200_000)))) {
        inside.enter(LockMode.WRITE);
        pause(random);
        inside.leave(LockMode.WRITE);
        if (random.nextBoolean()) {
          upgradeable.downgrade();
          inside.enter(LockMode.UPGRADEABLE);
          inside.leave(LockMode.UPGRADEABLE);
        }
      }
    }
  }

  private static <H extends LockHandle> @Nullable H acquire(Lockable<H> lockable, Random random)
      throws Exception {
    Duration timeout = Duration.ofNanos(random.nextInt(300_000));
    return switch (random.nextInt(5)) {
      case 0 -> lockable.tryAcquire();
      case 1 -> lockable.acquire();
      case 2 -> lockable.tryAcquire(timeout);
      case 3 -> lockable.tryAcquireAsync(timeout).get(10, TimeUnit.SECONDS);
      default -> orCancelled(lockable.acquireAsync(), timeout);
    };
  }

  private static <H> @Nullable H orCancelled(CompletableFuture<H> future, Duration patience)
      throws InterruptedException, ExecutionException {
    TimeUnit.NANOSECONDS.sleep(patience.toNanos());
    future.cancel(false);
    try {
      return future.get();
    } catch (CancellationException e) {
      return null;
    }
  }

  private static void pause(Random random) throws InterruptedException {
    if (random.nextInt(4) == 0) {
      TimeUnit.NANOSECONDS.sleep(random.nextInt(50_000));
    }
  }

  /** Who is inside one lock: a second count, kept with nothing but atomic integers. */
  private static final class Inside {

    private static final int WRITER = 1_000_000;
    private static final int UPGRADEABLE = 1_000;

    private final int most;
    private final AtomicInteger load = new AtomicInteger();

    /** The lock whose weakest mode this is. */
    Inside(LockMode weakest) {
      this.most =
          switch (weakest) {
            case PERMIT -> PERMITS;
            case READ -> UPGRADEABLE + THREADS;
            default -> WRITER;
          };
    }

    void enter(LockMode mode) {
      int now = load.addAndGet(weight(mode));
      boolean alone = now == WRITER;
      assertTrue(alone || now <= most, () -> mode + " made the load " + now + " of " + most);
    }

    void leave(LockMode mode) {
      load.addAndGet(-weight(mode));
    }

    private static int weight(LockMode mode) {
      return switch (mode) {
        case PERMIT, READ -> 1;
        case UPGRADEABLE -> UPGRADEABLE;
        case WRITE -> WRITER;
      };
    }
  }
}
