package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.worker.Message;
import dev.holdfast.lock.tck.worker.WorkerTask;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Lets very many futures wait for a mutex, and then has it pass from one to the next. */
final class WaitersTask implements WorkerTask {

  static final String WAITERS = "waiters";
  static final String SECONDS = "seconds";
  static final String BYTES = "bytes";
  static final String THREADS = "threads";
  static final String NANOS = "nanos";

  @Override
  public Message run(LockProvider provider, Message arguments) throws Exception {
    int waiters = (int) arguments.number(WAITERS);
    DistributedLock lock = ((DistributedLockProvider) provider).lock("waiters");
    List<CompletableFuture<LockHandle>> waiting = new ArrayList<>(waiters);
    long bytes;
    int threads;
    long began;
    CompletableFuture<Void> all;
    LockHandle held = lock.acquire();
    try {
      warmUp(lock);
      int threadsBefore = threads();
      long bytesBefore = bytes();
      for (int i = 0; i < waiters; i++) {
        waiting.add(lock.acquireAsync());
      }
      bytes = bytes() - bytesBefore;
      threads = threads() - threadsBefore;
      all =
          CompletableFuture.allOf(
              waiting.stream()
                  .map(grant -> grant.thenAccept(LockHandle::close))
                  .toArray(CompletableFuture<?>[]::new));
    } finally {
      began = System.nanoTime();
      held.close();
    }
    Void unused = all.get(arguments.number(SECONDS), TimeUnit.SECONDS);
    return Message.EMPTY
        .with(NANOS, System.nanoTime() - began)
        .with(BYTES, bytes / waiters)
        .with(THREADS, threads);
  }

  /** What is made once for all waiters, such as a timer, is there then. */
  private static void warmUp(DistributedLock lock) {
    boolean unused = lock.acquireAsync().cancel(false);
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static long bytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
