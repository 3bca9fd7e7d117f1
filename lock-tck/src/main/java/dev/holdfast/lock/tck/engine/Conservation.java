package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedReaderWriterLockProvider;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Remembers every lock that a trial has handed out, and shows at its end that each can be acquired
 * as often as it has permits, and not once more. So whatever was leaked or given back twice on the
 * way becomes a definite verdict. The check sees the backend's own objects: nothing is wrapped.
 */
final class Conservation {

  /** Of more locks than this, a sample is probed: a backend may need milliseconds for each. */
  private static final int SAMPLE = 256;

  /** A semaphore with more permits than this is not drained; one permit is taken. */
  private static final int DRAINABLE = 64;

  private final Map<Tracked, LockProvider> tracked = new ConcurrentHashMap<>();
  private final Set<String> exempt = ConcurrentHashMap.newKeySet();

  void track(Tracked lock, LockProvider provider) {
    tracked.putIfAbsent(lock, provider);
  }

  void exempt(String name) {
    exempt.add(name);
  }

  /**
   * Probes what was handed out.
   *
   * @param providers opens another provider where the one that handed it out is closed
   * @param patience how long grants that nobody wanted may take to be given back
   * @param random chooses the sample
   */
  void probe(Providers providers, Duration patience, Random random) throws InterruptedException {
    var locks = new ArrayList<>(tracked.keySet());
    locks.removeIf(lock -> exempt.contains(lock.name()));
    if (locks.size() > SAMPLE) {
      Collections.shuffle(locks, random);
      locks.subList(SAMPLE, locks.size()).clear();
    }
    for (var lock : locks) {
      LockProvider provider = tracked.get(lock);
      if (provider != null) {
        probe(lock, provider, providers, patience);
      }
    }
  }

  private static void probe(
      Tracked lock, LockProvider provider, Providers providers, Duration patience)
      throws InterruptedException {
    try {
      takeAll(lock, provider, patience);
    } catch (IllegalStateException closed) {
      // The check has closed the provider, or the backend is broken, which shows once more.
      takeAll(lock, providers.open(lock.namespace()), patience);
    }
  }

  private static void takeAll(Tracked lock, LockProvider provider, Duration patience)
      throws InterruptedException {
    var held = new ArrayList<LockHandle>();
    try {
      int all = Math.min(lock.permits(), DRAINABLE);
      if (all < lock.permits()) {
        all = 1;
      }
      for (int i = 0; i < all; i++) {
        @Nullable LockHandle handle = lock.all(provider).tryAcquire(patience);
        if (handle == null) {
          throw new RuleViolation(leak(lock, i, patience));
        }
        held.add(handle);
      }
      if (all < lock.permits()) {
        return;
      }
      @Nullable LockHandle tooMany = elsewhere(() -> lock.oneMore(provider).tryAcquire());
      if (tooMany != null) {
        held.add(tooMany);
        throw new RuleViolation(surplus(lock));
      }
    } finally {
      for (int i = held.size() - 1; i >= 0; i--) {
        held.get(i).close();
      }
    }
  }

  /**
   * Tries in another thread: a lock that is wrongly reentrant is another rule's business, and not a
   * leak.
   */
  private static @Nullable LockHandle elsewhere(Callable<@Nullable LockHandle> attempt)
      throws InterruptedException {
    var task = new FutureTask<@Nullable LockHandle>(attempt);
    var thread = new Thread(task, "lock-tck-probe");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static String leak(Tracked lock, int taken, Duration patience) {
    String what =
        lock.permits() == 1
            ? "%s could not be acquired again within %d ms".formatted(lock, patience.toMillis())
            : "only %d of the %d permits of %s could be acquired again within %d ms"
                .formatted(taken, lock.permits(), lock, patience.toMillis());
    return "Conservation is broken: every handle was closed and every wait has ended, but "
        + what
        + ". A grant has leaked.";
  }

  private static String surplus(Tracked lock) {
    String what =
        switch (lock.primitive()) {
          case MUTEX -> "%s could be acquired twice at the same time".formatted(lock);
          case READER_WRITER, UPGRADEABLE ->
              "%s admitted a reader while its write lock was held".formatted(lock);
          case SEMAPHORE ->
              "%d permits of %s could be acquired at the same time, which has %d"
                  .formatted(lock.permits() + 1, lock, lock.permits());
        };
    return "Conservation is broken: after every handle was closed, "
        + what
        + ". Something was released more often than it was acquired.";
  }

  /**
   * A lock that was handed out.
   *
   * @param primitive the primitive; the upgradeable lock of a name is its reader-writer lock
   * @param permits how often it can be held at once in its strongest mode
   */
  record Tracked(Primitive primitive, String namespace, String name, int permits) {

    Tracked {
      if (primitive == Primitive.UPGRADEABLE) {
        primitive = Primitive.READER_WRITER;
      }
    }

    private Lockable<? extends LockHandle> all(LockProvider provider) {
      return switch (primitive) {
        case MUTEX -> ((DistributedLockProvider) provider).lock(name);
        case READER_WRITER, UPGRADEABLE ->
            ((DistributedReaderWriterLockProvider) provider).readerWriterLock(name).writeLock();
        case SEMAPHORE -> ((DistributedSemaphoreProvider) provider).semaphore(name, permits);
      };
    }

    private Lockable<? extends LockHandle> oneMore(LockProvider provider) {
      return switch (primitive) {
        case READER_WRITER, UPGRADEABLE ->
            ((DistributedReaderWriterLockProvider) provider).readerWriterLock(name).readLock();
        case MUTEX, SEMAPHORE -> all(provider);
      };
    }

    @Override
    public String toString() {
      String kind =
          switch (primitive) {
            case MUTEX -> "mutex";
            case READER_WRITER, UPGRADEABLE -> "reader-writer lock";
            case SEMAPHORE -> "semaphore";
          };
      return kind + " '" + name + "'";
    }
  }
}
