package dev.holdfast.lock.tck.doubles;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockMode;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/** Bugs in closing, upgrading and downgrading. */
final class HandleMutants {

  private HandleMutants() {}

  static Hold hold(Mutant mutant, ReferenceLock lock, Waiter waiter) {
    return switch (mutant) {
      case M02 ->
          new Hold(lock, waiter) {
            @Override
            void close() {
              // Nothing happens.
            }
          };
      case M06 ->
          new Hold(lock, waiter) {
            @Override
            void close() {
              if (!isHeld()) {
                throw new IllegalStateException("This handle has been closed before: " + this);
              }
              super.close();
            }
          };
      case M16 ->
          new Hold(lock, waiter) {
            @Override
            boolean isHeld() {
              return true;
            }
          };
      case M20 ->
          new Hold(lock, waiter) {
            @Override
            void close() {
              guarded(
                  () -> {
                    if (!end()) {
                      releaseAnybody(this);
                    }
                  });
            }
          };
      case M21 ->
          new Hold(lock, waiter) {
            private volatile boolean closed;

            @Override
            void close() {
              if (closed) {
                return;
              }
              LockSupport.parkNanos(1_000);
              closed = true;
              guarded(
                  () -> {
                    if (!end()) {
                      releaseAnybody(this);
                    }
                  });
            }
          };
      case M22 ->
          new Hold(lock, waiter) {
            private volatile boolean closed;

            @Override
            void close() {
              closed = true;
              access.provider().execute(super::close);
            }

            @Override
            boolean isHeld() {
              return !closed && super.isHeld();
            }
          };
      case M28 ->
          new Hold(lock, waiter) {
            @Override
            void close() {
              guarded(
                  () -> {
                    if (!end()) {
                      lock.leave(this); // The lock counts, and counts this one twice.
                    }
                  });
            }
          };
      case M31 ->
          new Hold(lock, waiter) {
            @Override
            boolean tryUpgrade(Duration timeout) throws InterruptedException {
              boolean upgraded = super.tryUpgrade(timeout);
              if (!upgraded) {
                guarded(() -> lock.leave(this));
              }
              return upgraded;
            }
          };
      case M32 -> new ReacquiringDowngrade(lock, waiter);
      case M50 ->
          new Hold(lock, waiter) {
            @Override
            boolean tryUpgrade(Duration timeout) throws InterruptedException {
              boolean upgraded = super.tryUpgrade(timeout);
              if (upgraded) {
                guarded(() -> mode = LockMode.UPGRADEABLE); // not complete yet
                LockSupport.parkNanos(1_000);
                guarded(() -> mode = LockMode.WRITE);
              }
              return upgraded;
            }
          };
      case M64 ->
          new Hold(lock, waiter) {
            @Override
            void close() {
              if (!Thread.currentThread().isInterrupted()) {
                super.close();
              }
            }
          };
      case M79 ->
          new Hold(lock, waiter) {
            @Override
            void releaseWhenGarbage(Object handle) {
              super.releaseWhenGarbage(new Object()); // which nobody keeps
            }
          };
      case M80 ->
          new Hold(lock, waiter) {
            @Override
            void close() {
              ((ProviderMutants.InvertedOrder) access.provider())
                  .underBoth(access.id(), super::close);
            }
          };
      case M90 ->
          new Hold(lock, waiter) {
            @Override
            void releaseWhenGarbage(Object handle) {
              // What is to run when the handle is garbage refers to it.
              var unused = CLEANER.register(handle, ((ReferenceHandle) handle)::close);
            }
          };
      default -> new Hold(lock, waiter);
    };
  }

  /** Releases the lock by its name: whoever holds it now. */
  private static void releaseAnybody(Hold stale) {
    ReferenceLock lock = stale.lock.space.find(stale.lock.key);
    if (lock != null && !lock.holds.isEmpty()) {
      lock.leave(lock.holds.get(0));
    }
  }

  /** M32: a downgrade that releases and acquires. */
  private static final class ReacquiringDowngrade extends Hold {

    ReacquiringDowngrade(ReferenceLock lock, Waiter waiter) {
      super(lock, waiter);
    }

    @Override
    void downgrade() {
      guarded(
          () -> {
            if (!isHeld() || mode != LockMode.WRITE) {
              super.downgrade(); // throws
            }
            Waiter comeback = new Waiter(access, null);
            comeback.lock = lock;
            lock.enqueue(comeback);
            lock.leave(this);
            Hold second = awaitUninterruptibly(comeback);
            lock.holds.set(lock.holds.indexOf(second), this);
            mode = LockMode.UPGRADEABLE;
            token = OptionalLong.empty();
          });
    }

    private static Hold awaitUninterruptibly(Waiter waiter) {
      boolean interrupted = false;
      try {
        while (true) {
          try {
            while (!waiter.isSettled()) {
              waiter.sleep(Long.MAX_VALUE);
            }
            return requireNonNull(waiter.await(Deadline.after(Deadline.FOREVER)));
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
