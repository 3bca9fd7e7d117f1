package dev.holdfast.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LockIdTest {

  @Test
  void theTextNamesKindAndName() {
    assertEquals("mutex 'a'", new LockId("x", LockKind.MUTEX, "a").toString());
    assertEquals("reader-writer lock 'a'", new LockId("x", LockKind.READER_WRITER, "a").toString());
    assertEquals("semaphore ''", new LockId("x", LockKind.SEMAPHORE, "").toString());
  }
}
