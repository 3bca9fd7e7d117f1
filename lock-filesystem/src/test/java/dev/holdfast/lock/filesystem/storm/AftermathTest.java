package dev.holdfast.lock.filesystem.storm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.inmemory.InMemoryLocks;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stays behind is noticed. */
class AftermathTest {

  private static final Duration PATIENCE = Duration.ofMillis(50);
  private static final Primitive SEMAPHORE = Primitive.semaphore(2);

  private final Locks locks = Locks.of(InMemoryLocks.create());

  private List<String> problems(Primitive primitive) throws Exception {
    return Aftermath.of(locks, primitive, PATIENCE).problems();
  }

  @Test
  void nothingThatStaysBehindIsNoProblem() throws Exception {
    for (Primitive primitive : List.of(Primitive.MUTEX, Primitive.READER_WRITER, SEMAPHORE)) {
      assertEquals(List.of(), problems(primitive), () -> "wrong with a free " + primitive);
    }
  }

  @Test
  void aPermitThatStaysBehindIsNoticed() throws Exception {
    try (LockHandle left = locks.lockable(SEMAPHORE, LockMode.PERMIT).acquire()) {
      assertEquals(
          List.of("Only 1 of 2 can be acquired in the end: semaphore 'storm', PERMIT"),
          problems(SEMAPHORE),
          () -> "although there is " + left);
    }
  }

  @Test
  void aReaderThatStaysBehindIsNoticed() throws Exception {
    try (LockHandle left = locks.lockable(Primitive.READER_WRITER, LockMode.READ).acquire()) {
      assertEquals(
          List.of("Only 0 of 1 can be acquired in the end: reader-writer lock 'storm', WRITE"),
          problems(Primitive.READER_WRITER),
          () -> "although there is " + left);
    }
  }
}
