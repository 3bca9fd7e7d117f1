package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Bugs in how a thread waits, gives up and is woken. */
final class WaitMutants {

  private WaitMutants() {}

  static Waiter waiter(Mutant mutant, Access access, @Nullable Hold upgrading) {
    return switch (mutant) {
      case M12 ->
          new Waiter(access, upgrading) {
            @Override
            @Nullable Hold await(Deadline deadline) throws InterruptedException {
              if (deadline.isNever()) {
                sleepDeaf(this, deadline);
              }
              return super.await(deadline);
            }
          };
      case M23 ->
          new Waiter(access, upgrading) {
            @Override
            @Nullable Hold await(Deadline deadline) {
              try {
                return super.await(deadline);
              } catch (InterruptedException e) {
                return null;
              }
            }
          };
      case M41 ->
          new Waiter(access, upgrading) {
            @Override
            @Nullable Hold await(Deadline deadline) throws InterruptedException {
              Deadline poll = Deadline.after(Duration.ofSeconds(30));
              boolean untilPoll = poll.remainingNanos() < deadline.remainingNanos();
              sleepDeaf(this, untilPoll ? poll : deadline);
              return super.await(deadline);
            }
          };
      case M83 -> new Spinning(access, upgrading);
      case M44 ->
          new Waiter(access, upgrading) {
            @Override
            @Nullable Hold await(Deadline deadline) throws InterruptedException {
              while (!isSettled() && !deadline.hasPassed()) {
                try {
                  sleep(deadline.remainingNanos());
                } catch (InterruptedException e) {
                  if (withdraw()) {
                    throw e;
                  }
                  Thread.currentThread().interrupt();
                  break;
                }
                if (deadline.hasPassed()) {
                  withdraw();
                  return null; // without a look at whether the grant came first
                }
              }
              return super.await(deadline);
            }
          };
      case M45 ->
          new Waiter(access, upgrading) {
            @Override
            @Nullable Hold await(Deadline deadline) throws InterruptedException {
              while (!isSettled() && !deadline.hasPassed()) {
                try {
                  sleep(deadline.remainingNanos());
                } catch (InterruptedException e) {
                  withdraw();
                  throw e; // without a look at whether the grant came first
                }
              }
              return super.await(deadline);
            }
          };
      case M65 -> new SharingACondition(access, upgrading);
      default -> new Waiter(access, upgrading);
    };
  }

  /** Waits until the waiter is settled or the deadline has come, whoever interrupts. */
  private static void sleepDeaf(Waiter waiter, Deadline deadline) {
    boolean interrupted = false;
    while (!waiter.isSettled() && !deadline.hasPassed()) {
      try {
        waiter.sleep(deadline.remainingNanos());
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** M65: all waiters of a lock share one condition, and a burst of grants signals it once. */
  private static final class SharingACondition extends Waiter {

    private final MutantLocks space;
    private final Condition shared;

    SharingACondition(Access access, @Nullable Hold upgrading) {
      super(access, upgrading);
      space = (MutantLocks) access.provider().space();
      space.monitor.lock();
      try {
        shared = space.condition(access.key());
      } finally {
        space.monitor.unlock();
      }
    }

    @Override
    void wake() {
      if (space.monitor.hasWaiters(shared) && space.signalled.add(access().key())) {
        shared.signal();
      }
    }

    @Override
    @SuppressWarnings("WaitNotInLoop")
    void sleep(long nanos) throws InterruptedException {
      try {
        boolean unused = shared.await(nanos, TimeUnit.NANOSECONDS);
      } finally {
        space.signalled.remove(access().key());
      }
    }
  }

  /** M83: a virtual thread waits without letting go of the thread that carries it. */
  private static final class Spinning extends Waiter {

    Spinning(Access access, @Nullable Hold upgrading) {
      super(access, upgrading);
    }

    @Override
    void sleep(long nanos) throws InterruptedException {
      boolean isVirtual = thread().getClass().getName().equals("java.lang.VirtualThread");
      if (!isVirtual) {
        super.sleep(nanos);
        return;
      }
      ReentrantLock monitor = provider().space().monitor;
      Deadline deadline = Deadline.after(Duration.ofNanos(nanos));
      boolean over = false;
      while (!over) {
        monitor.unlock();
        Thread.onSpinWait();
        while (!monitor.tryLock()) {
          Thread.onSpinWait(); // locking might park
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        over = isSettled() || deadline.hasPassed();
      }
    }
  }
}
