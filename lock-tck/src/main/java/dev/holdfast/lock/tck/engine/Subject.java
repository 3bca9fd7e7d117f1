package dev.holdfast.lock.tck.engine;

import java.util.Locale;

/**
 * Something exclusive to which the rules for mutexes apply: at most one handle of it at a time. The
 * rules that concern one primitive as a whole run once, with no subject.
 */
public enum Subject {
  /** The mutex. */
  MUTEX(Primitive.MUTEX),
  /** The write lock of a reader-writer lock. */
  WRITE_LOCK(Primitive.READER_WRITER),
  /** The write lock of an upgradeable reader-writer lock. */
  UPGRADEABLE_WRITE_LOCK(Primitive.UPGRADEABLE),
  /** The upgradeable read lock. */
  UPGRADEABLE_READ_LOCK(Primitive.UPGRADEABLE),
  /** A semaphore with one permit. */
  SEMAPHORE_OF_ONE(Primitive.SEMAPHORE),
  /** A semaphore with three permits, two of which the trial holds for as long as it lasts. */
  DRAINED_SEMAPHORE(Primitive.SEMAPHORE);

  private final Primitive primitive;

  Subject(Primitive primitive) {
    this.primitive = primitive;
  }

  /**
   * The primitive that has to be there.
   *
   * @return the primitive, not null
   */
  public Primitive primitive() {
    return primitive;
  }

  /** The name in a message, such as "write lock". */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
