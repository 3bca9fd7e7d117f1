package dev.holdfast.lock;

/** What hands out lock objects; the sub-interfaces say of which kinds. Thread-safe. */
public interface LockProvider extends AutoCloseable {

  /**
   * Ends the use of this provider and frees what it holds.
   *
   * <p>Acquisitions and upgrades that wait end promptly with a {@link ProviderClosedException}, and
   * nothing is granted any more; later acquisitions and upgrades fail with {@link
   * IllegalStateException}. Handles that are held stay held until they are closed. Other providers
   * of the same name space are not affected. Idempotent.
   */
  @Override
  void close();
}
