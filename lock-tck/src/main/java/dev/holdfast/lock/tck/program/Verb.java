package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.tck.history.Waiting;

/** What a command does. */
public enum Verb {
  /** Acquires by {@code tryAcquire()}. */
  TRY("tryAcquire()"),
  /** Acquires by {@code tryAcquire(timeout)}. */
  TRY_TIMED("tryAcquire(t)"),
  /** Acquires by {@code acquire()}. */
  ACQUIRE("acquire()"),
  /** Acquires by {@code acquire(timeout)}. */
  ACQUIRE_TIMED("acquire(t)"),
  /** Acquires by {@code tryAcquireAsync()}. */
  TRY_ASYNC("tryAcquireAsync()"),
  /** Acquires by {@code tryAcquireAsync(timeout)}. */
  TRY_ASYNC_TIMED("tryAcquireAsync(t)"),
  /** Acquires by {@code acquireAsync()}. */
  ACQUIRE_ASYNC("acquireAsync()"),
  /** Acquires by {@code acquireAsync(timeout)}. */
  ACQUIRE_ASYNC_TIMED("acquireAsync(t)"),
  /** Upgrades by {@code tryUpgrade()}. */
  TRY_UPGRADE("tryUpgrade()"),
  /** Upgrades by {@code tryUpgrade(timeout)}. */
  TRY_UPGRADE_TIMED("tryUpgrade(t)"),
  /** Upgrades by {@code upgrade()}. */
  UPGRADE("upgrade()"),
  /** Upgrades by {@code upgrade(timeout)}. */
  UPGRADE_TIMED("upgrade(t)"),
  /** Upgrades by {@code tryUpgradeAsync()}. */
  TRY_UPGRADE_ASYNC("tryUpgradeAsync()"),
  /** Upgrades by {@code tryUpgradeAsync(timeout)}. */
  TRY_UPGRADE_ASYNC_TIMED("tryUpgradeAsync(t)"),
  /** Upgrades by {@code upgradeAsync()}. */
  UPGRADE_ASYNC("upgradeAsync()"),
  /** Upgrades by {@code upgradeAsync(timeout)}. */
  UPGRADE_ASYNC_TIMED("upgradeAsync(t)"),
  /** Goes back from exclusive to upgradeable. */
  DOWNGRADE("downgrade()"),
  /** Closes a handle. */
  CLOSE("close()"),
  /** Closes a handle twice. */
  CLOSE_TWICE("close() twice"),
  /** Closes a handle by {@code closeAsync()}. */
  CLOSE_ASYNC("closeAsync()"),
  /** Closes a handle of the next client, who may be using it. */
  CLOSE_FOREIGN("close() by another client"),
  /** Cancels an acquisition or upgrade that is pending. */
  CANCEL("cancel()"),
  /** Interrupts the next client; the only client interrupts itself. */
  INTERRUPT("interrupt()"),
  /** Sleeps. */
  SLEEP("sleep(t)"),
  /** Keeps the processor busy. */
  SPIN("spin(t)");

  private final String call;

  Verb(String call) {
    this.call = call;
  }

  /**
   * Tells whether it asks for a handle.
   *
   * @return whether it does
   */
  public boolean isAcquisition() {
    return compareTo(TRY_UPGRADE) < 0;
  }

  /**
   * Tells whether it asks for more of an upgradeable handle.
   *
   * @return whether it does
   */
  public boolean isUpgrade() {
    return !isAcquisition() && compareTo(DOWNGRADE) < 0;
  }

  /**
   * Tells whether it answers with a future.
   *
   * @return whether it does
   */
  public boolean isAsync() {
    return switch (this) {
      case TRY_ASYNC, TRY_ASYNC_TIMED, ACQUIRE_ASYNC, ACQUIRE_ASYNC_TIMED -> true;
      case TRY_UPGRADE_ASYNC, TRY_UPGRADE_ASYNC_TIMED, UPGRADE_ASYNC, UPGRADE_ASYNC_TIMED -> true;
      default -> false;
    };
  }

  /**
   * Tells whether it waits for as long as it takes.
   *
   * @return whether it does
   */
  public boolean isUntimed() {
    return this == ACQUIRE || this == ACQUIRE_ASYNC || this == UPGRADE || this == UPGRADE_ASYNC;
  }

  /** Whether it has a length: a timeout, or that of a pause. */
  boolean isTimed() {
    return call.endsWith("(t)");
  }

  /** Whether it says "not now" by a null or by false, rather than by a TimeoutException. */
  boolean answersNull() {
    return call.startsWith("try");
  }

  /** Whether it is about a handle or a future. */
  boolean hasSlot() {
    return compareTo(INTERRUPT) < 0;
  }

  /** How long it may wait for others; zero is not at all. */
  Waiting waiting(int micros) {
    if (isUntimed()) {
      return Waiting.UNTIMED;
    }
    return isTimed() && micros > 0 ? Waiting.TIMED : Waiting.TRY;
  }

  /** The same request with a limit to its patience. */
  Verb limited() {
    return switch (this) {
      case ACQUIRE -> ACQUIRE_TIMED;
      case ACQUIRE_ASYNC -> ACQUIRE_ASYNC_TIMED;
      case UPGRADE -> UPGRADE_TIMED;
      case UPGRADE_ASYNC -> UPGRADE_ASYNC_TIMED;
      default -> this;
    };
  }

  /** The call as a listing shows it. */
  String with(int micros) {
    return isTimed() ? call.replace("(t)", "(" + micros + " us)") : call;
  }
}
