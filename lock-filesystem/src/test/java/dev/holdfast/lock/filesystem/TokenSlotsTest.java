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
      try (LockFile file = LockFile.open(directory, LOCK)) {
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
  void aTornWriteRepeatsNoTokenThatWasHandedOut() {
    try (LockFile file = LockFile.open(directory, LOCK)) {
      TokenSlots slots = slots(file, "2026-01-01T00:00:00Z");
      for (int round = 0; round < 10; round++) {
        long handedOut = slots.next(1, false);
        int torn = slotWithout(file, handedOut);
        byte[] garbage = new Slot(handedOut + 1, 2).toBytes();
        garbage[round] ^= 0x40;
        file.writeHeader(torn, garbage);
        Slot last = slots.last();
        assertNotNull(last);
        assertEquals(handedOut, last.token(), "the torn slot counted");
        assertTrue(slots.next(3, false) > handedOut);
      }
    }
  }

  private static int slotWithout(LockFile file, long token) {
    byte[] first = file.readHeader(HeaderLayout.TOKEN_SLOTS, HeaderLayout.TOKEN_SLOT_SIZE);
    Slot slot = Slot.of(first, 0);
    return slot != null && slot.token() == token
        ? HeaderLayout.TOKEN_SLOTS + HeaderLayout.TOKEN_SLOT_SIZE
        : HeaderLayout.TOKEN_SLOTS;
  }

  @Test
  void aFileThatIsMadeAnewGoesOnAboveItsPredecessor() throws Exception {
    long before;
    try (LockFile file = LockFile.open(directory, LOCK)) {
      TokenSlots slots = slots(file, "2026-01-01T00:00:00Z");
      before = 0;
      for (int i = 0; i < 1_000; i++) {
        before = slots.next(i, false);
      }
      Files.delete(file.path());
    }
    try (LockFile file = LockFile.open(directory, LOCK)) {
      assertTrue(slots(file, "2026-01-01T00:00:00.001Z").next(0, false) > before);
    }
  }
}
