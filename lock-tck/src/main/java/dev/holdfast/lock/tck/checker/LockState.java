package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.LockMode;

/**
 * The specification of all four primitives: how many hold a lock in which mode, and what is
 * admitted beside them.
 */
record LockState(int readers, int upgradeables, int writers, long load) {

  static final LockState FREE = new LockState(0, 0, 0, 0);

  /** Whether one more is admitted. */
  boolean admits(LockMode mode, int weight, int permits) {
    return switch (mode) {
      case PERMIT -> load + weight <= permits;
      case READ -> writers == 0;
      case UPGRADEABLE -> writers == 0 && upgradeables == 0;
      case WRITE -> writers == 0 && upgradeables == 0 && readers == 0;
    };
  }

  /** Whether the one upgradeable holder is admitted as a writer. */
  boolean admitsUpgrade() {
    return writers == 0 && upgradeables == 1 && readers == 0;
  }

  LockState with(LockMode mode, int weight) {
    return changed(mode, 1, weight);
  }

  LockState without(LockMode mode, int weight) {
    return changed(mode, -1, -weight);
  }

  private LockState changed(LockMode mode, int count, int weight) {
    return switch (mode) {
      case PERMIT -> new LockState(readers, upgradeables, writers, load + weight);
      case READ -> new LockState(readers + count, upgradeables, writers, load);
      case UPGRADEABLE -> new LockState(readers, upgradeables + count, writers, load);
      case WRITE -> new LockState(readers, upgradeables, writers + count, load);
    };
  }
}
