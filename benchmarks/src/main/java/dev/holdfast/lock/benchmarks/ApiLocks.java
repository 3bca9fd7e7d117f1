package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedReaderWriterLockProvider;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The locks of a backend. */
final class ApiLocks implements Locks {

  /** Too short for whoever has to wait, in {@link Use#TIMED}. */
  static final Duration TOO_SHORT = Duration.ofNanos(20_000);

  private final LockProvider provider;

  ApiLocks(LockProvider provider) {
    this.provider = provider;
  }

  @Override
  public Set<Use> uses() {
    Set<Use> uses = EnumSet.noneOf(Use.class);
    if (provider instanceof DistributedLockProvider) {
      uses.addAll(EnumSet.of(Use.TRY, Use.ACQUIRE, Use.ASYNC, Use.TIMED, Use.CANCELLED));
    }
    if (provider instanceof DistributedReaderWriterLockProvider) {
      uses.addAll(EnumSet.of(Use.READ, Use.WRITE));
    }
    if (provider instanceof DistributedUpgradeableReaderWriterLockProvider) {
      uses.add(Use.UPGRADE);
    }
    if (provider instanceof DistributedSemaphoreProvider) {
      uses.add(Use.PERMIT);
    }
    return uses;
  }

  @Override
  public Turn turn(Use use, String name, int permits) {
    return switch (use) {
      case TRY -> now(mutex(name));
      case ACQUIRE -> untimed(mutex(name));
      case ASYNC -> async(mutex(name));
      case TIMED -> timed(mutex(name));
      case CANCELLED -> cancelled(mutex(name));
      case READ -> untimed(readerWriter().readerWriterLock(name).readLock());
      case WRITE -> untimed(readerWriter().readerWriterLock(name).writeLock());
      case UPGRADE ->
          upgraded(
              ((DistributedUpgradeableReaderWriterLockProvider) provider)
                  .readerWriterLock(name)
                  .upgradeableReadLock());
      case PERMIT -> untimed(((DistributedSemaphoreProvider) provider).semaphore(name, permits));
    };
  }

  private Lockable<LockHandle> mutex(String name) {
    return ((DistributedLockProvider) provider).lock(name);
  }

  private DistributedReaderWriterLockProvider readerWriter() {
    return (DistributedReaderWriterLockProvider) provider;
  }

  private static Turn now(Lockable<LockHandle> lock) {
    return section -> {
      try (LockHandle held = lock.tryAcquire()) {
        if (held == null) {
          return false;
        }
        section.run();
        return true;
      }
    };
  }

  private static Turn untimed(Lockable<LockHandle> lock) {
    return section -> {
      try (LockHandle held = lock.acquire()) {
        section.run();
      }
      return true;
    };
  }

  private static Turn async(Lockable<LockHandle> lock) {
    return section -> {
      try (LockHandle held = lock.acquireAsync().get()) {
        section.run();
      }
      return true;
    };
  }

  private static Turn timed(Lockable<LockHandle> lock) {
    return section -> {
      try (LockHandle held = lock.tryAcquire(TOO_SHORT)) {
        if (held == null) {
          return false;
        }
        section.run();
        return true;
      }
    };
  }

  private static Turn cancelled(Lockable<LockHandle> lock) {
    return section -> {
      CompletableFuture<LockHandle> future = lock.acquireAsync();
      if (!future.isDone() && future.cancel(false)) {
        return false;
      }
      try (LockHandle held = future.get()) {
        section.run();
      }
      return true;
    };
  }

  private static Turn upgraded(Lockable<UpgradeableLockHandle> lock) {
    return section -> {
      try (UpgradeableLockHandle held = lock.acquire()) {
        held.upgrade();
        section.run();
      }
      return true;
    };
  }

  @Override
  public void close() {
    provider.close();
  }
}
