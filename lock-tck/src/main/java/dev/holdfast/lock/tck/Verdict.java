package dev.holdfast.lock.tck;

/** The outcome of a rule. */
public enum Verdict {
  /** The backend obeys, as far as the evidence reaches. */
  PASS,
  /** The backend breaks the rule, and there is a proof. Final at its first observation. */
  FAIL,
  /** The rule asks for a capability or primitive that the backend does not declare. */
  NOT_APPLICABLE,
  /** The rule failed, and a waiver says why that is accepted for now. Never counts as passed. */
  WAIVED,
  /** Too little was seen to tell: too few events, a stalled machine, no time left. */
  INCONCLUSIVE,
  /** The kit itself went wrong. */
  HARNESS_ERROR
}
