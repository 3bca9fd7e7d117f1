package dev.holdfast.lock.filesystem.storm;

/** The ways to ask for a lock. */
enum Form {
  /** One attempt. */
  NOW,
  /** With a timeout, and null if it passes. */
  TIMED,
  /** With a timeout, and an exception if it passes. */
  TIMED_OR_ELSE,
  /** For as long as it takes. */
  UNTIMED,
  /** With a future that the caller waits for. */
  ASYNC,
  /** With a future that the caller cancels if it takes too long. */
  ASYNC_OR_CANCELLED,
  /** On top of an upgradeable hold, in any way. */
  UPGRADE
}
