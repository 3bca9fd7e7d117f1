package dev.holdfast.lock.tck.engine;

/** Too little was seen to tell whether the backend obeys. */
public class Inconclusive extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A reason.
   *
   * @param message what is missing, in complete sentences; not null
   */
  public Inconclusive(String message) {
    super(message);
  }
}
