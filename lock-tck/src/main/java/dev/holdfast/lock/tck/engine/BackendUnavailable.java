package dev.holdfast.lock.tck.engine;

/** The factory could not open a provider, so that nothing can be tried. */
public final class BackendUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A failure to open.
   *
   * @param message what could not be opened, in complete sentences; not null
   * @param cause what the factory threw, not null
   */
  public BackendUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
