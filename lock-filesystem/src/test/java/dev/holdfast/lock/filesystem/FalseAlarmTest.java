package dev.holdfast.lock.filesystem;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockLoss;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is lost, and nobody is told so, however much goes on beside the handles. */
class FalseAlarmTest {

  private static final long LASTS_MILLIS = Long.getLong("falsealarm.seconds", 4) * 1_000;
  private static final String[] FORMS = {
    "mutex", "read", "upgradeable", "write", "permitOfTwo", "read"
  };

  @RegisterExtension final Others others = new Others();
  @TempDir Path directory;
  private final Queue<LockLoss> losses = new ConcurrentLinkedQueue<>();
  private final LongAdder grants = new LongAdder();

  private LockHandle watched(LockHandle handle) {
    grants.increment();
    var unused = handle.lost().thenAccept(losses::add);
    return handle;
  }

  /** Takes and gives back, on files that others use and on many that come and go. */
  private void traffic(FileSystemLocks locks, long end) throws InterruptedException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    while (System.nanoTime() < end) {
      String form = FORMS[random.nextInt(FORMS.length)];
      String name = random.nextInt(3) == 0 ? "other" + random.nextInt(100) : "same";
      LockHandle handle =
          Neighbour.lockable(locks, form, name).tryAcquire(Duration.ofMillis(random.nextInt(20)));
      if (handle == null) {
        continue;
      }
      try (handle) {
        LockHandle held = watched(handle);
        if (held instanceof UpgradeableLockHandle upgradeable
            && upgradeable.tryUpgrade(Duration.ofMillis(5))) {
          upgradeable.downgrade();
        }
        if (random.nextInt(20) == 0) {
          LockSupport.parkNanos(random.nextInt(30_000_000));
        }
      }
    }
  }

  @Test
  void thereIsNoneInHeavyTraffic() throws Exception {
    FileSystemLocks locks =
        FileSystemLocks.builder(directory).lossCheckInterval(Duration.ofMillis(10)).build();
    NeighbourProcess outside = NeighbourProcess.start(others, directory);
    List<LockHandle> steady = new ArrayList<>();
    for (String form : List.of("mutex", "upgradeable", "permitOfTwo")) {
      steady.add(watched(Neighbour.lockable(locks, form, "steady").acquire()));
    }
    steady.add(watched(locks.readerWriterLock("steady2").readLock().acquire()));
    steady.add(watched(locks.semaphore("same", 2).acquire()));
    long end = System.nanoTime() + LASTS_MILLIS * 1_000_000;
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        running.add(
            threads.submit(
                () -> {
                  traffic(locks, end);
                  return null;
                }));
      }
      outside.obeys("take x permitOfTwo other1 20000", "held");
      outside.obeys("close x", "closed");
      for (Future<?> thread : running) {
        thread.get(LASTS_MILLIS + 60_000, MILLISECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(List.of(), List.copyOf(losses), "Losses were told though nothing was lost.");
    for (LockHandle handle : steady) {
      assertTrue(handle.isHeld(), handle::toString);
    }
    outside.isRefused("mutex", "steady", "It came in beside " + steady.get(0));
    steady.forEach(LockHandle::close);
    System.out.printf("No false alarm: %d watched grants in %d ms%n", grants.sum(), LASTS_MILLIS);
    locks.close();
    await("descriptors are open")
        .atMost(10, SECONDS)
        .until(
            () -> {
              IdleCells.clear();
              return Others.descriptors(directory.toRealPath()) == 0;
            });
  }
}
