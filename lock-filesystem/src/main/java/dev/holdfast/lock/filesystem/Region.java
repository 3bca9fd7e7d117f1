package dev.holdfast.lock.filesystem;

/**
 * The bytes of a lock file that are locked. They lie far behind the header, so that on systems
 * where locks keep others from reading the locked bytes, nobody is kept from reading the header.
 *
 * @param position the first byte
 * @param size how many bytes
 */
record Region(long position, long size) {

  private static final long BASE = 1L << 62;
  private static final long PERMITS = BASE + 4096;

  /** Held by upgradeable readers and writers. */
  static final Region RESERVED = new Region(BASE, 1);

  /** Passed by readers and kept by writers, so that waiting writers stop new readers. */
  static final Region GATE = new Region(BASE + 1, 1);

  /** Held by whoever uses the data: shared by readers, exclusively by writers. */
  static final Region DATA = new Region(BASE + 2, 1);

  /** Shared by all processes that wait. */
  static final Region WAITERS = new Region(BASE + 3, 1);

  /** How many permits there may be. */
  static final int MAX_PERMITS = 1_024;

  /** All of these, and the bytes of all permits. */
  static final Region EVERYTHING = new Region(BASE, PERMITS + MAX_PERMITS - BASE);

  /** The byte of a permit, counted from zero. */
  static Region permit(int index) {
    return new Region(PERMITS + index, 1);
  }
}
