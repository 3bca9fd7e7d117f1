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

  /** How many permits a semaphore can have. */
  static final int MOST_PERMITS = 1_024;

  /** Held by upgradeable readers and writers. */
  static final Region RESERVED = new Region(BASE, 1);

  /** Passed by readers and kept by writers, so that waiting writers stop new readers. */
  static final Region GATE = new Region(BASE + 1, 1);

  /** Held by whoever uses the data: shared by readers, exclusively by writers. */
  static final Region DATA = new Region(BASE + 2, 1);

  /** All of these: who has got one of them, or a permit, may be a holder. */
  static final Region HOLDERS = new Region(BASE, 3);

  /** Shared by all processes that wait. */
  static final Region WAITERS = new Region(BASE + 3, 1);

  /**
   * Shared for a moment by whoever asks the system for the locks that it knows: if this one is not
   * among them, the answer means nothing. Nobody takes it exclusively, so that asking disturbs
   * nobody.
   */
  static final Region PROBE = new Region(BASE + 4, 1);

  /** All bytes up to here, and those of all permits. */
  static final Region EVERYTHING = new Region(BASE, PERMITS + MOST_PERMITS - BASE);

  /** The bytes of all permits. */
  static final Region ALL_PERMITS = permits(0, MOST_PERMITS);

  /** The number of a permit, counted from zero. */
  static int permitIndex(Region permit) {
    return (int) (permit.position() - PERMITS);
  }

  /** The byte of a permit, counted from zero. */
  static Region permit(int index) {
    return permits(index, 1);
  }

  /** The bytes of permits that follow each other. */
  static Region permits(int first, int count) {
    return new Region(PERMITS + first, count);
  }

  /** The last byte. */
  long end() {
    return position + size - 1;
  }

  @Override
  public String toString() {
    if (position >= PERMITS) {
      long first = position - PERMITS;
      return size == 1 ? "permit " + first : "permits " + first + " to " + (first + size - 1);
    }
    if (equals(RESERVED)) {
      return "reserved";
    }
    if (equals(GATE)) {
      return "gate";
    }
    if (equals(DATA)) {
      return "data";
    }
    if (equals(WAITERS)) {
      return "waiters";
    }
    return equals(PROBE) ? "probe" : "bytes " + position + " to " + end();
  }
}
