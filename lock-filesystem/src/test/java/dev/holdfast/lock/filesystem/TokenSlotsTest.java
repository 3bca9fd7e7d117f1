package dev.holdfast.lock.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.filesystem.HeaderLayout.Slot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenSlotsTest {

  private static final LockId LOCK = new LockId("test", LockKind.MUTEX, "orders");

  @TempDir Path directory;

  private static TokenSlots slots(LockFile file, String instant) {
    return new TokenSlots(file, Clock.fixed(Instant.parse(instant), ZoneOffset.UTC));
  }

  @Test
  void tokensIncreaseAcrossReopeningWhateverTheClockSays() {
    long last = 0;
    for (String instant : new String[] {"2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z"}) {
      try (LockFile file = OpenFiles.open(directory.resolve("file"), LOCK)) {
        TokenSlots slots = slots(file, instant);
        for (int i = 0; i < 100; i++) {
          long token = slots.next(i, i % 10 == 0);
          assertTrue(token > last, () -> "after a token came " + token);
          last = token;
          assertEquals(new Slot(token, i), slots.last());
        }
      }
    }
  }

  @Test
  void aTornWriteForgetsNoTokenThatWasHandedOut() {
    try (LockFile file = OpenFiles.open(directory.resolve("file"), LOCK)) {
      TokenSlots slots = slots(file, "2026-01-01T00:00:00Z");
      for (int round = 0; round < 10; round++) {
        long handedOut = slots.next(round, false);
        byte[] before = bytes(file);
        assertTrue(slots.next(~round, false) > handedOut);
        tear(file, before);
        Slot last = slots.last();
        assertNotNull(last, "both slots are gone");
        assertEquals(handedOut, last.token(), "what is left after a torn write");
      }
    }
  }

  private static byte[] bytes(LockFile file) {
    return file.readHeader(HeaderLayout.TOKEN_SLOTS, 2 * HeaderLayout.TOKEN_SLOT_SIZE);
  }

  /** Undoes the half of what was written last, as if the power had failed in the middle. */
  private static void tear(LockFile file, byte[] before) {
    byte[] after = bytes(file);
    boolean undo = false;
    for (int i = 0; i < after.length; i++) {
      if (after[i] != before[i]) {
        after[i] = undo ? before[i] : after[i];
        undo = !undo;
      }
    }
    file.writeHeader(HeaderLayout.TOKEN_SLOTS, after);
  }

  @Test
  void aFileThatIsMadeAnewGoesOnAboveItsPredecessor() throws Exception {
    long before;
    try (LockFile file = OpenFiles.open(directory.resolve("file"), LOCK)) {
      TokenSlots slots = slots(file, "2026-01-01T00:00:00Z");
      before = 0;
      for (int i = 0; i < 1_000; i++) {
        before = slots.next(i, false);
      }
      Files.delete(file.path());
    }
    try (LockFile file = OpenFiles.open(directory.resolve("file"), LOCK)) {
      assertTrue(slots(file, "2026-01-01T00:00:00.001Z").next(0, false) > before);
    }
  }
}
