package dev.holdfast.lock.tck.history;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.LockKind;

/**
 * The lock that an operation is about.
 *
 * @param kind the kind of lock, not null; each has a name space of its own
 * @param name the name, not null
 * @param permits how much weight can be held at once; 1 for all but semaphores
 */
public record Resource(LockKind kind, String name, int permits) {

  /**
   * Checks the number of permits.
   *
   * @param kind see above
   * @param name see above
   * @param permits see above
   */
  public Resource {
    requireNonNull(kind, "kind");
    requireNonNull(name, "name");
    if (permits < 1 || (permits > 1 && kind != LockKind.SEMAPHORE)) {
      throw new IllegalArgumentException(
          "A %s has not %d permits: a semaphore has 1 or more, all others have 1."
              .formatted(kind, permits));
    }
  }

  /** Kind and name, such as "semaphore 'licences' of 3". */
  @Override
  public String toString() {
    return switch (kind) {
      case MUTEX -> "mutex '" + name + "'";
      case READER_WRITER -> "reader-writer lock '" + name + "'";
      case SEMAPHORE -> "semaphore '" + name + "' of " + permits;
      case COMPOSITE -> "composite lock '" + name + "'";
    };
  }
}
