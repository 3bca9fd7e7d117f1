package dev.holdfast.lock;

/** A kind of lock. Each kind has a name space of its own. */
public enum LockKind {
  /** A mutex: one holder. */
  MUTEX,
  /** A reader-writer lock, upgradeable or not. */
  READER_WRITER,
  /** A semaphore: as many holders as it has permits. */
  SEMAPHORE,
  /** Several locks taken together, see {@link CompositeLock}. */
  COMPOSITE
}
