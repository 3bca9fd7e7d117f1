package dev.holdfast.lock.benchmarks;

/** One lock, as it is used again and again. Thread-safe. */
@FunctionalInterface
interface Turn extends AutoCloseable {

  /**
   * Acquires the lock, does something, and releases it.
   *
   * @param section what is done while the lock is held
   * @return whether it was granted
   */
  boolean take(Section section) throws Exception;

  /** Forgets the lock. */
  @Override
  default void close() throws Exception {}

  /** What a lock protects. */
  @FunctionalInterface
  interface Section {
    /** Does it. */
    void run();
  }
}
