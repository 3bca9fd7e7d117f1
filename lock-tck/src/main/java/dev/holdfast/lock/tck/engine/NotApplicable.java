package dev.holdfast.lock.tck.engine;

/** The rule says nothing about what is under test. */
public final class NotApplicable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A reason.
   *
   * @param message why the rule does not apply, in complete sentences; not null
   */
  public NotApplicable(String message) {
    super(message);
  }
}
