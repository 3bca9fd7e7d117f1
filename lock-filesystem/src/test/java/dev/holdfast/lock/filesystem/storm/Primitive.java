package dev.holdfast.lock.filesystem.storm;

import dev.holdfast.lock.LockKind;

/**
 * What is locked.
 *
 * @param permits how many permits a semaphore has; 0 for all else
 */
record Primitive(LockKind kind, int permits) {

  static final Primitive MUTEX = new Primitive(LockKind.MUTEX, 0);
  static final Primitive READER_WRITER = new Primitive(LockKind.READER_WRITER, 0);

  static Primitive semaphore(int permits) {
    return new Primitive(LockKind.SEMAPHORE, permits);
  }

  static Primitive parse(String text) {
    String[] parts = text.split(":", 2);
    return new Primitive(
        LockKind.valueOf(parts[0]), parts.length == 1 ? 0 : Integer.parseInt(parts[1]));
  }

  @Override
  public String toString() {
    return permits == 0 ? kind.name() : kind.name() + ":" + permits;
  }
}
