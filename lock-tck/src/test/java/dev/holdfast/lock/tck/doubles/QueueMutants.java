package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import java.util.concurrent.ThreadLocalRandom;

/** Bugs in who is granted what, in which order and with which token. */
final class QueueMutants {

  private QueueMutants() {}

  static ReferenceLock lock(Mutant mutant, MutantLocks locks, LockId key) {
    return switch (mutant) {
      case M03 ->
          new ReferenceLock(locks, key) {
            @Override
            boolean fits(Waiter waiter) {
              return super.fits(waiter)
                  || (waiter.mode() == LockMode.WRITE
                      && waiter.upgrading() == null
                      && holds.stream().allMatch(hold -> hold.thread == waiter.thread()));
            }
          };
      case M08 ->
          new ReferenceLock(locks, key) {
            @Override
            boolean fits(Waiter waiter) {
              return waiter.mode() == LockMode.PERMIT ? holds.size() <= limit : super.fits(waiter);
            }
          };
      case M09 ->
          new ReferenceLock(locks, key) {
            @Override
            boolean fits(Waiter waiter) {
              return super.fits(waiter)
                  && (waiter.mode() != LockMode.READ
                      || holds.stream().noneMatch(hold -> hold.mode == LockMode.READ));
            }
          };
      case M17 ->
          new ReferenceLock(locks, key) {
            @Override
            boolean fits(Waiter waiter) {
              if (waiter.mode() != LockMode.WRITE || waiter.upgrading() != null) {
                return super.fits(waiter);
              }
              long readers = holds.stream().filter(hold -> hold.mode == LockMode.READ).count();
              return readers != 1 && holds.size() == readers;
            }
          };
      case M28 ->
          new ReferenceLock(locks, key) {
            private int returned;

            @Override
            void enter(Waiter waiter) {
              limit = limit == 0 ? waiter.permits() : limit;
              super.enter(waiter);
            }

            @Override
            void leave(Hold hold) {
              returned += holds.contains(hold) ? 0 : 1;
              super.leave(hold);
            }

            @Override
            boolean fits(Waiter waiter) {
              return waiter.mode() == LockMode.PERMIT
                  ? holds.size() < limit + returned
                  : super.fits(waiter);
            }

            @Override
            boolean isIdle() {
              return false; // so that what was counted is not forgotten
            }
          };
      case M30 ->
          new ReferenceLock(locks, key) {
            @Override
            boolean fits(Waiter waiter) {
              return waiter.upgrading() != null || super.fits(waiter);
            }
          };
      case M33 ->
          new ReferenceLock(locks, key) {
            @Override
            long nextToken() {
              return System.currentTimeMillis();
            }
          };
      case M36 ->
          new ReferenceLock(locks, key) {
            @Override
            void enqueue(Waiter waiter) {
              boolean behindUpgrade = !queue.isEmpty() && queue.get(0).upgrading() != null;
              queue.add(behindUpgrade ? 1 : 0, waiter);
            }
          };
      case M39 ->
          new ReferenceLock(locks, key) {
            @Override
            long nextToken() {
              return 0;
            }
          };
      case M42 ->
          new ReferenceLock(locks, key) {
            @Override
            boolean fits(Waiter waiter) {
              return super.fits(waiter)
                  || (waiter.mode() == LockMode.READ
                      && holds.stream().allMatch(hold -> hold.thread == waiter.thread()));
            }
          };
      case M49 -> new ReleasingUpgrade(locks, key);
      case M51 ->
          new ReferenceLock(locks, key) {
            @Override
            boolean precedes(Waiter earlier, Waiter later) {
              return later.mode() != LockMode.READ && super.precedes(earlier, later);
            }
          };
      case M66 ->
          new ReferenceLock(locks, key) {
            @Override
            void leave(Hold hold) {
              if (queue.size() == 1) {
                holds.remove(hold); // and nobody is told
              } else {
                super.leave(hold);
              }
            }
          };
      case M68 ->
          new ReferenceLock(locks, key) {
            @Override
            void leave(Hold hold) {
              if (++locks.releases % 1_000 == 0 && !queue.isEmpty()) {
                holds.remove(hold); // and nobody is told
              } else {
                super.leave(hold);
              }
            }
          };
      case M69 ->
          new ReferenceLock(locks, key) {
            @Override
            boolean fits(Waiter waiter) {
              return super.fits(waiter) || ThreadLocalRandom.current().nextInt(100_000) == 0;
            }
          };
      case M70 ->
          new ReferenceLock(locks, key) {
            @Override
            boolean fits(Waiter waiter) {
              return super.fits(waiter)
                  || space.inUse().stream()
                      .anyMatch(lock -> lock != this && !lock.queue.isEmpty() && sameStripe(lock));
            }

            private boolean sameStripe(ReferenceLock other) {
              return ((other.key.hashCode() ^ this.key.hashCode()) & 0xffff) == 0;
            }
          };
      default -> new ReferenceLock(locks, key);
    };
  }

  /** M49: an upgrade that releases, and then queues for the write lock like anybody else. */
  private static final class ReleasingUpgrade extends ReferenceLock {

    ReleasingUpgrade(ReferenceLocks space, LockId key) {
      super(space, key);
    }

    @Override
    void enqueue(Waiter waiter) {
      Hold upgrading = waiter.upgrading();
      if (upgrading != null) {
        holds.remove(upgrading);
      }
      queue.add(waiter);
    }

    @Override
    void grant(Waiter waiter) {
      Hold upgrading = waiter.upgrading();
      if (upgrading != null) {
        holds.add(upgrading);
      }
      super.grant(waiter);
    }

    @Override
    boolean withdraw(Waiter waiter) {
      Hold upgrading = waiter.upgrading();
      if (upgrading != null && queue.remove(waiter)) {
        if (holds.stream().noneMatch(hold -> hold.mode.conflictsWith(LockMode.UPGRADEABLE))) {
          holds.add(upgrading);
        } else {
          upgrading.lose(); // Somebody else is inside by now.
        }
        serve();
        return true;
      }
      return super.withdraw(waiter);
    }
  }
}
