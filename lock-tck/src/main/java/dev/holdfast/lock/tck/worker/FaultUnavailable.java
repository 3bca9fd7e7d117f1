package dev.holdfast.lock.tck.worker;

/** A fault cannot be injected on this platform; the message says why. */
public final class FaultUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why, in complete sentences. */
  public FaultUnavailable(String message) {
    super(message);
  }
}
