package dev.holdfast.lock.tck.checker;

import static dev.holdfast.lock.LockMode.READ;
import static dev.holdfast.lock.LockMode.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.lock.tck.history.History;
import org.junit.jupiter.api.Test;

class LatestEndsTest {

  private static final History TWO_READERS =
      Story.of(Story.READER_WRITER)
          .acquire(1, READ, 0, 1)
          .acquire(2, READ, 2, 3)
          .close(1, 9, 10)
          .close(2, 11, 12)
          .history();

  @Test
  void theOwnHandleDoesNotHideTheOthers() {
    Spans cores = LockHistory.of(TWO_READERS).get(0).cores();
    LatestEnds ends = new LatestEnds(TWO_READERS, cores);
    for (int span : cores.byBeginning()) {
      ends.add(span);
    }
    assertEquals(9, cores.to(ends.conflicting(WRITE, 2)), "for the reader that ends last");
    assertEquals(11, cores.to(ends.conflicting(WRITE, 1)), "for the other reader");
    assertEquals(-1, ends.conflicting(READ, 3), "for one that conflicts with nobody");
  }
}
