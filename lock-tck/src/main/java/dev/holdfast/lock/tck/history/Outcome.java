package dev.holdfast.lock.tck.history;

/** What became of an operation. */
public enum Outcome {
  /** Granted, or done. */
  OK,
  /** Refused: "not now", or a time-out. Nothing has changed. */
  FAILED,
  /** Cancelled by its caller. A grant that was under way is given back, some time later. */
  CANCELLED,
  /** Ended by an interrupt. Nothing has changed. */
  INTERRUPTED,
  /** An exception. What it leaves is not certain, except that the caller got nothing. */
  ERROR,
  /** It has not returned. It may have taken effect, or will, or never does. */
  UNKNOWN
}
