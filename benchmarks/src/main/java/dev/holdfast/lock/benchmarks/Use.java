package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.LockMode;

/** A way of acquiring a lock and releasing it again. */
enum Use {
  /** A mutex, now or never. */
  TRY,
  /** A mutex, for as long as it takes. */
  ACQUIRE,
  /** A mutex by way of a future, for as long as it takes. */
  ASYNC,
  /** A mutex, with a timeout that is too short. */
  TIMED,
  /** A mutex by way of a future that is cancelled unless it is complete at once. */
  CANCELLED,
  /** The read side of a reader-writer lock, for as long as it takes. */
  READ,
  /** The write side, for as long as it takes. */
  WRITE,
  /** The upgradeable side, upgraded before anything is done. */
  UPGRADE,
  /** A permit, for as long as it takes. */
  PERMIT;

  /** What is held while something is done. */
  LockMode mode() {
    return switch (this) {
      case TRY, ACQUIRE, ASYNC, TIMED, CANCELLED, WRITE, UPGRADE -> LockMode.WRITE;
      case READ -> LockMode.READ;
      case PERMIT -> LockMode.PERMIT;
    };
  }
}
