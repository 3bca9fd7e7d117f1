package dev.holdfast.lock.tck.engine;

/** The backend breaks a rule. The message tells what happened, not what was expected. */
public final class RuleViolation extends AssertionError {

  private static final long serialVersionUID = 1L;

  /**
   * A proof.
   *
   * @param message what happened, in complete sentences; not null
   */
  public RuleViolation(String message) {
    super(message);
  }
}
