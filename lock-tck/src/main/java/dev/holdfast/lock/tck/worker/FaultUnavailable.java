package dev.holdfast.lock.tck.worker;

/** What a check needs cannot be had here: a fault, or a process; the message says why. */
public final class FaultUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why, in complete sentences. */
  public FaultUnavailable(String message) {
    super(message);
  }
}
