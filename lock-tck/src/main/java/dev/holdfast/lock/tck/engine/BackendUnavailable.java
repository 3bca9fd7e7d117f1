package dev.holdfast.lock.tck.engine;

/**
 * What a trial needs could not be done: the factory could not open a provider, or a fault could not
 * be brought about.
 */
public final class BackendUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A failure of the vendor's factory or faults.
   *
   * @param message what could not be done, in complete sentences; not null
   * @param cause what was thrown, not null
   */
  public BackendUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
