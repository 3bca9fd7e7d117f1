package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Bugs in what happens before a request joins the queue, and in place of that. */
final class AccessMutants {

  private static final AtomicInteger TRIES = new AtomicInteger();

  private AccessMutants() {}

  static Access access(
      Mutant mutant,
      ReferenceProvider provider,
      LockId id,
      LockId key,
      LockMode mode,
      int permits) {
    return switch (mutant) {
      case M01 ->
          new Seizing(provider, id, key, mode, permits) {
            @Override
            @Nullable Hold acquire(Duration timeout) throws InterruptedException {
              Hold hold = super.acquire(timeout);
              return hold == null && timeout.isZero() ? seize() : hold;
            }
          };
      case M04 ->
          new Access(provider, id, key, mode, permits) {
            @Override
            @Nullable Hold acquire(Duration timeout) throws InterruptedException {
              Hold hold = super.acquire(timeout);
              if (hold == null && timeout.isZero()) {
                TimeUnit.MILLISECONDS.sleep(5);
                return super.acquire(timeout);
              }
              return hold;
            }
          };
      case M07 ->
          new Access(provider, id, key, mode, permits) {
            @Override
            @Nullable Hold acquire(Duration timeout) throws InterruptedException {
              Hold hold = super.acquire(timeout);
              if (hold == null && !timeout.isZero()) {
                throw new LockException("The " + id + " was not free within " + timeout + ".");
              }
              return hold;
            }
          };
      case M35 ->
          new Access(provider, id, key, mode, permits) {
            @Override
            <T> void begin(@Nullable Hold upgrading, Duration timeout, PendingGrant<T> pending) {
              if (upgrading == null && !timeout.isNegative() && isInUse(this)) {
                // The first poll, on the thread of the caller.
                long poll = TimeUnit.MILLISECONDS.toNanos(250);
                long left = Deadline.after(timeout).remainingNanos();
                LockSupport.parkNanos(Math.min(poll, left));
              }
              super.begin(upgrading, timeout, pending);
            }
          };
      case M40 ->
          new Access(provider, id, key, mode, permits) {
            @Override
            @Nullable Hold await(@Nullable Hold upgrading, Deadline deadline)
                throws InterruptedException {
              boolean interrupted = Thread.interrupted();
              try {
                Hold hold = super.await(upgrading, Deadline.after(Duration.ZERO));
                if (hold != null) {
                  return hold;
                }
              } finally {
                if (interrupted) {
                  Thread.currentThread().interrupt();
                }
              }
              return super.await(upgrading, deadline);
            }
          };
      case M43 ->
          new Seizing(provider, id, key, mode, permits) {
            @Override
            @Nullable Hold acquire(Duration timeout) throws InterruptedException {
              if (mode == LockMode.WRITE
                  && !timeout.isNegative()
                  && !Thread.currentThread().isInterrupted()
                  && !isInUse(this)) {
                LockSupport.parkNanos(1_000);
                return seize();
              }
              return super.acquire(timeout);
            }
          };
      case M47 ->
          new Access(provider, id, key, mode, permits) {
            @Override
            @Nullable Hold acquire(Duration timeout) throws InterruptedException {
              Hold hold = super.acquire(timeout);
              if (hold != null && timeout.isZero() && TRIES.incrementAndGet() % 1_000 == 0) {
                hold.close();
                return null;
              }
              return hold;
            }
          };
      case M55 ->
          new Access(provider, id, key, mode, permits) {
            @Override
            @Nullable Hold acquire(Duration timeout) throws InterruptedException {
              Hold hold = super.acquire(timeout);
              if (hold == null) {
                ((ProviderMutants.LeakingTries) provider).refused();
              }
              return hold;
            }
          };
      case M80 ->
          new Access(provider, id, key, mode, permits) {
            @Override
            <T> void begin(@Nullable Hold upgrading, Duration timeout, PendingGrant<T> pending) {
              ((ProviderMutants.InvertedOrder) provider)
                  .underBoth(id, () -> super.begin(upgrading, timeout, pending));
            }
          };
      case M73 ->
          new Access(provider, id, key, mode, permits) {
            @Override
            @Nullable Hold acquire(Duration timeout) throws InterruptedException {
              long[] token = new long[1];
              provider.space().guarded(() -> token[0] = provider.space().nextToken());
              Hold hold = super.acquire(timeout);
              if (hold != null && mode == LockMode.WRITE) {
                provider.space().guarded(() -> hold.token = OptionalLong.of(token[0]));
              }
              return hold;
            }
          };
      default -> new Access(provider, id, key, mode, permits);
    };
  }

  private static boolean isInUse(Access access) {
    boolean[] inUse = new boolean[1];
    ReferenceLocks space = access.provider().space();
    space.guarded(() -> inUse[0] = space.find(access.key()) != null);
    return inUse[0];
  }

  /** Can take a lock without asking. */
  private abstract static class Seizing extends Access {

    Seizing(ReferenceProvider provider, LockId id, LockId key, LockMode mode, int permits) {
      super(provider, id, key, mode, permits);
    }

    final @Nullable Hold seize() {
      Waiter waiter = provider().newWaiter(this, null);
      ReferenceLocks space = provider().space();
      space.guarded(
          () -> {
            provider().checkOpen();
            ReferenceLock lock = space.lock(key());
            if (lock.isIdle()) {
              lock.limit = permits();
            }
            waiter.lock = lock;
            lock.grant(waiter);
          });
      return waiter.outcome();
    }
  }
}
