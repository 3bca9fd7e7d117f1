package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.LockProvider;
import java.util.Set;

/** The locks of a contender, in whatever way it has them. */
interface Locks extends AutoCloseable {

  /** The ways in which its locks can be used. */
  Set<Use> uses();

  /**
   * A lock.
   *
   * @param use one of {@link #uses()}
   * @param name equal names of one kind are one lock, also in other processes if it has such locks
   * @param permits how many there are; 1 unless it is about permits
   */
  Turn turn(Use use, String name, int permits) throws Exception;

  /** Ends the use of all of them. */
  @Override
  void close() throws Exception;

  /** The locks of a provider that a contender has opened. */
  static Locks of(LockProvider provider) {
    return provider instanceof RivalBackend.Provider rival ? rival.locks() : new ApiLocks(provider);
  }
}
