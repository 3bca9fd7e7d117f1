package dev.holdfast.lock.filesystem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenSlotsTest {

  private static final LockId LOCK = new LockId("test", LockKind.MUTEX, "orders");
  private static final TokenDurability PROCESS = TokenDurability.PROCESS;
  private static final TokenDurability POWER = TokenDurability.POWER;
  private static final String NEW_YEAR = "2026-01-01T00:00:00Z";
  private static final OwnerProcess WRITER =
      new OwnerProcess(4711, "a", Instant.parse("2025-12-31T23:00:00Z"), "nightly run");

  @TempDir Path directory;

  private static TokenSlots slots(Header header, String instant) {
    return slots(header, instant, 1);
  }

  private static TokenSlots slots(Header header, String instant, long nonce) {
    return new TokenSlots(
        header,
        Clock.fixed(Instant.parse(instant), ZoneOffset.UTC),
        new OwnerRecord(nonce, WRITER));
  }

  @CanIgnoreReturnValue
  private static long next(TokenSlots slots, TokenDurability durability) {
    return slots.next("main", 0, durability);
  }

  private static long clock(String instant) {
    return Instant.parse(instant).toEpochMilli() << 20;
  }

  @Test
  void tokensIncreaseAcrossReopeningWhateverTheClockSays() {
    long last = 0;
    for (TokenDurability durability : new TokenDurability[] {POWER, PROCESS, POWER}) {
      for (String instant : new String[] {"2026-01-02T00:00:00Z", NEW_YEAR}) {
        try (LockFile file = OpenFiles.open(directory.resolve(LockFileName.of(LOCK)), LOCK)) {
          TokenSlots slots = slots(file, instant);
          for (int i = 0; i < 100; i++) {
            long token = slots.next("thread " + i, i, durability);
            assertTrue(token > last, () -> "after a token came " + token);
            last = token;
            assertEquals(new Slot(token, durability == POWER, 1, i, "thread " + i), slots.last());
          }
        }
      }
    }
  }

  @Test
  void waitsForTheDiskOncePerOpeningAndOnceIn65536Tokens() {
    var disk = new SimulatedDisk(0);
    TokenSlots slots = slots(disk, NEW_YEAR);
    TokenSlots other = slots(disk, NEW_YEAR, 2);
    assertEquals(clock(NEW_YEAR), next(slots, POWER), "the first token of a new file");
    for (int i = 1; i < 65_536; i++) {
      assertEquals(clock(NEW_YEAR) + i, next(slots, POWER));
    }
    assertEquals(1, disk.forces(), "after the tokens of one reservation");
    assertEquals(clock(NEW_YEAR) + 65_536, next(slots, POWER));
    assertEquals(2, disk.forces(), "after one token more");

    assertEquals(clock(NEW_YEAR) + 2 * 65_536, next(other, POWER), "in another process");
    assertEquals(3, disk.forces(), "after the first token of another process");
    for (int i = 1; i < 65_536; i += 2) {
      assertEquals(clock(NEW_YEAR) + 2 * 65_536 + i, next(slots, POWER));
      assertEquals(clock(NEW_YEAR) + 2 * 65_536 + i + 1, next(other, POWER));
    }
    assertEquals(4, disk.forces(), "after both have used up the reservation and begun a new one");
  }

  @Test
  void aReservationThatWasNotForcedIsNotReliedOn() {
    var disk = new SimulatedDisk(0);
    TokenSlots slots = slots(disk, NEW_YEAR);
    next(slots, PROCESS);
    disk.plan(SimulatedDisk.Fault.CALL_FAILS, 1);
    assertThrows(LockException.class, () -> next(slots(disk, NEW_YEAR, 2), POWER));
    next(slots, PROCESS);
    assertEquals(0, disk.forces(), "something was forced");
    next(slots, POWER);
    assertEquals(1, disk.forces(), "the reservation that had failed was relied on");
  }

  @Test
  void aFileThatIsMadeAnewGoesOnAboveItsPredecessor() throws Exception {
    long before = 0;
    try (LockFile file = OpenFiles.open(directory.resolve(LockFileName.of(LOCK)), LOCK)) {
      TokenSlots slots = slots(file, NEW_YEAR);
      for (int i = 0; i < 1_000; i++) {
        before = next(slots, PROCESS);
      }
      Files.delete(file.path());
    }
    try (LockFile file = OpenFiles.open(directory.resolve(LockFileName.of(LOCK)), LOCK)) {
      assertTrue(next(slots(file, "2026-01-01T00:00:00.001Z"), PROCESS) > before);
    }
  }

  @Test
  void damagedSlotsAreThoseOfANewFileButTheCeilingHolds() {
    for (TokenDurability durability : new TokenDurability[] {PROCESS, POWER}) {
      var disk = new SimulatedDisk(0);
      assertEquals(clock(NEW_YEAR), next(slots(disk, NEW_YEAR), POWER));
      disk.writeHeader(HeaderLayout.TOKEN_SLOTS, damage());
      assertNull(slots(disk, NEW_YEAR).last());
      assertEquals(
          clock("2026-01-02T00:00:00Z"), next(slots(disk, "2026-01-02T00:00:00Z"), durability));
      disk.writeHeader(HeaderLayout.TOKEN_SLOTS, damage());
      long ceiling =
          durability == PROCESS ? clock(NEW_YEAR) + 65_535 : clock("2026-01-02T00:00:00Z") + 65_535;
      assertEquals(ceiling + 1, next(slots(disk, NEW_YEAR), durability), "above the ceiling");
    }
  }

  private static byte[] damage() {
    byte[] bytes = new byte[2 * HeaderLayout.TOKEN_SLOT_SIZE];
    Arrays.fill(bytes, (byte) 0x5A);
    return bytes;
  }

  @Test
  void aProcessRepeatsNoneOfItsOwnTokensEvenIfTheStorageForgetsThem() {
    for (TokenDurability durability : new TokenDurability[] {PROCESS, POWER}) {
      var disk = new SimulatedDisk(0);
      TokenSlots slots = slots(disk, NEW_YEAR);
      long last = next(slots, durability);
      byte[] early = disk.readHeader(0, HeaderLayout.SIZE);
      for (int i = 0; i < 9; i++) {
        last = next(slots, durability);
      }
      disk.writeHeader(0, early);
      assertTrue(next(slots, durability) > last, "a token was repeated");
    }
  }

  @Test
  void whereThereAreNoTokensNoneIsHandedOutNorAnythingWritten() {
    var disk = new SimulatedDisk(0);
    assertThrows(
        IllegalArgumentException.class, () -> next(slots(disk, NEW_YEAR), TokenDurability.NONE));
    assertArrayEquals(new byte[HeaderLayout.SIZE], disk.readHeader(0, HeaderLayout.SIZE));
  }

  @Test
  void sectorsOfReservationsAreTheirOwn() {
    int first = HeaderLayout.RESERVATIONS / 512;
    int second = (HeaderLayout.RESERVATIONS + HeaderLayout.RESERVATION_DISTANCE) / 512;
    int slots = (HeaderLayout.TOKEN_SLOTS + 2 * HeaderLayout.TOKEN_SLOT_SIZE - 1) / 512;
    assertTrue(slots < first && first < second && second < HeaderLayout.OWNER / 512);
    assertTrue(HeaderLayout.MAX_NAME_LENGTH >= 1_000, "names are too short");
  }

  @Test
  void theLastOwnerIsToldByAnybody() {
    var disk = new SimulatedDisk(0);
    TokenSlots reader = slots(disk, NEW_YEAR, 2);
    assertNull(reader.lastOwner(), "nobody has ever had the lock");
    Instant since = Instant.parse("2026-01-01T12:00:01Z");
    long token = slots(disk, NEW_YEAR).next("worker", since.toEpochMilli(), PROCESS);
    assertEquals(new LockOwner(WRITER, "worker", since, token), reader.lastOwner());
  }

  @Test
  void theProcessIsWrittenOnlyWhenTheLockComesFromAnother() {
    var disk = new SimulatedDisk(0);
    TokenSlots one = slots(disk, NEW_YEAR, 1);
    TokenSlots other = slots(disk, NEW_YEAR, 2);
    int[] writes = {0};
    for (TokenSlots[] pair : new TokenSlots[][] {{one, other}, {other, one}}) {
      next(pair[0], PROCESS);
      disk.observe(() -> writes[0]++);
      next(pair[0], PROCESS);
      assertEquals(1, writes[0], "writes of an uncontended process");
      next(pair[1], PROCESS);
      assertEquals(3, writes[0], "writes with those of the next process");
      writes[0] = 0;
      disk.observe(() -> {});
    }
  }

  @Test
  void theRecordOfAnotherProcessIsNotBelieved() {
    var disk = new SimulatedDisk(0);
    TokenSlots slots = slots(disk, NEW_YEAR);
    next(slots, PROCESS);
    OwnerProcess stranger = new OwnerProcess(1, "b", null, null);
    disk.writeHeader(HeaderLayout.OWNER, new OwnerRecord(2, stranger).toBytes());
    LockOwner owner = slots.lastOwner();
    assertNotNull(owner);
    assertNull(owner.process());
    assertEquals("main", owner.thread());
    next(slots, PROCESS);
    owner = slots.lastOwner();
    assertNotNull(owner);
    assertEquals(WRITER, owner.process(), "the record was not mended");
  }
}
