package dev.holdfast.lock;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;

/**
 * Which lock it is, independent of the object through which it is used: two lock objects with equal
 * ids are one lock.
 *
 * <p>The natural order (name, kind, name space) is the order in which {@link CompositeLock}
 * acquires.
 *
 * @param namespace the name space of the provider, for instance a directory; not null
 * @param kind the kind of lock, not null
 * @param name the name that the user gave, unchanged; not null, may be empty
 */
public record LockId(String namespace, LockKind kind, String name) implements Comparable<LockId> {

  private static final Comparator<LockId> ORDER =
      Comparator.comparing(LockId::name)
          .thenComparing(LockId::kind)
          .thenComparing(LockId::namespace);

  /**
   * Rejects nulls.
   *
   * @param namespace the name space of the provider, not null
   * @param kind the kind of lock, not null
   * @param name the name that the user gave, not null
   */
  public LockId {
    requireNonNull(namespace, "namespace");
    requireNonNull(kind, "kind");
    requireNonNull(name, "name");
  }

  @Override
  public int compareTo(LockId other) {
    return ORDER.compare(this, other);
  }

  /** Kind and name, fit for a message. */
  @Override
  public String toString() {
    String noun =
        switch (kind) {
          case MUTEX -> "mutex";
          case READER_WRITER -> "reader-writer lock";
          case SEMAPHORE -> "semaphore";
          case COMPOSITE -> "composite lock";
        };
    return noun + " '" + name + "'";
  }
}
