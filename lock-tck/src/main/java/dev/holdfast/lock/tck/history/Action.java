package dev.holdfast.lock.tck.history;

/** What an operation asks for. */
public enum Action {
  /** A new handle. */
  ACQUIRE,
  /** From upgradeable to exclusive. */
  UPGRADE,
  /** From exclusive to a weaker mode. */
  DOWNGRADE,
  /** The release of a handle. */
  CLOSE
}
