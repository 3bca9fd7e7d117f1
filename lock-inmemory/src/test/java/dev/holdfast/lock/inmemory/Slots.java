package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockMode;

/**
 * What two threads do with one lock, each with slots of its own for what it has asked for, and with
 * two holds that were there before and that both may end. There is one implementation on the real
 * lock and one on its specification.
 *
 * <p>Only what takes effect at one moment is answered. That a future is done is no such thing: it
 * completes a little after the grant.
 */
interface Slots {

  /** Tries now; keeps what it gets in the next slot. */
  boolean tryAcquire(int thread, LockMode mode);

  /** Waits for as long as it takes; keeps the future in the next slot. */
  void request(int thread, LockMode mode);

  /** Cancels what waits in a slot, or closes what was granted there. */
  void end(int thread, int slot);

  /** Closes one of the two holds that were there before. */
  void endShared(int hold);

  /** Upgrades the shared upgradeable hold now or never. */
  String tryUpgrade();

  /** Upgrades it some time, with a future of the thread. */
  String requestUpgrade(int thread);

  /** Cancels the last upgrade that the thread has requested. */
  void cancelUpgrade(int thread);

  String downgrade();
}
