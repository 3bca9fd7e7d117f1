package dev.holdfast.lock.tck;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;

/**
 * The faults that a backend can be put through on purpose, so that the kit can see what becomes of
 * its locks: {@link LockBackendFactory#faults} hands them out. Everything here is optional: a
 * method that is not overridden, or throws an {@link UnsupportedOperationException}, is not
 * offered, and what needs it is not applied.
 *
 * <p>Each does its damage behind the back of the providers, as an administrator, another program or
 * fate would, and returns when it is done: the handle must find out for itself. Most are a line or
 * two:
 *
 * <pre>{@code
 * public void loseHandle(LockId lock, LockHandle handle) throws SQLException {
 *   admin.execute("DELETE FROM locks WHERE name = ?", lock.name());
 * }
 * }</pre>
 */
public interface Faults {

  /** Nothing is offered. */
  Faults NONE = new Faults() {};

  /**
   * Takes a lock from the holder of this handle, in a way that the backend promises to notice. When
   * this returns, the lock is lost, and others can acquire it; those in this process perhaps only
   * once the loss was noticed.
   *
   * @param lock the lock, not null
   * @param handle a handle of it that is held, of any mode, acquired in this process; not null
   * @throws UnsupportedOperationException if that cannot be done, or not to this kind of lock
   * @throws Exception if it went wrong, which ends the run of the rule
   */
  default void loseHandle(LockId lock, LockHandle handle) throws Exception {
    throw notOffered("loseHandle");
  }

  /**
   * Lets the lease of this handle run out now, as if its holder had given no sign of life for so
   * long. When this returns, the lock is lost, and others can acquire it; those in this process
   * perhaps only once the loss was noticed.
   *
   * @param lock the lock, not null
   * @param handle a handle of it that is held, of any mode, acquired in this process; not null
   * @throws UnsupportedOperationException if that cannot be done, or not to this kind of lock
   * @throws Exception if it went wrong, which ends the run of the rule
   */
  default void expireLease(LockId lock, LockHandle handle) throws Exception {
    throw notOffered("expireLease");
  }

  /**
   * Cuts the connections of all providers of the name space in this process. New connections may
   * succeed at once. What is held may be lost by that, or not.
   *
   * @throws UnsupportedOperationException if that cannot be done
   * @throws Exception if it went wrong, which ends the run of the rule
   */
  default void dropConnections() throws Exception {
    throw notOffered("dropConnections");
  }

  /**
   * Deletes what the backend keeps of this lock (a file, row, key or node), as somebody does who
   * tidies up.
   *
   * @param lock the lock, not null; it may be held
   * @throws UnsupportedOperationException if that cannot be done, or not to this kind of lock
   * @throws Exception if it went wrong, which ends the run of the rule
   */
  default void removeBackingStore(LockId lock) throws Exception {
    throw notOffered("removeBackingStore");
  }

  /**
   * Replaces what the backend keeps of this lock by a copy of it with another identity, as the
   * restoring of a backup does.
   *
   * @param lock the lock, not null; it may be held
   * @throws UnsupportedOperationException if that cannot be done, or not to this kind of lock
   * @throws Exception if it went wrong, which ends the run of the rule
   */
  default void replaceBackingStore(LockId lock) throws Exception {
    throw notOffered("replaceBackingStore");
  }

  private static UnsupportedOperationException notOffered(String hook) {
    return new UnsupportedOperationException("The backend does not offer the fault " + hook + ".");
  }
}
