package dev.holdfast.lock.tck.history;

/** How long an operation may wait for others. */
public enum Waiting {
  /** Not at all: a try with no timeout or a timeout of zero; every downgrade and close. */
  TRY,
  /** For some time. */
  TIMED,
  /** For as long as it takes. */
  UNTIMED
}
