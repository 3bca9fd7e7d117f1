package dev.holdfast.lock.tck;

/** How binding a rule is. */
public enum Level {
  /** Every backend obeys. */
  MUST,
  /** A good backend obeys; a failure is reported, but the certificate is given. */
  SHOULD,
  /** A backend that declares the capability obeys. */
  IF_DECLARED
}
