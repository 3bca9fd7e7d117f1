package dev.holdfast.lock;

/**
 * The provider was closed while the acquisition waited. (Acquisitions that begin after the close
 * fail with an {@link IllegalStateException}.)
 */
public final class ProviderClosedException extends LockException {

  private static final long serialVersionUID = 1L;

  /**
   * The end of a wait for a lock.
   *
   * @param lock what was waited for, not null
   */
  public ProviderClosedException(LockId lock) {
    super("The provider was closed while an acquisition of " + lock + " waited; nothing is held.");
  }
}
