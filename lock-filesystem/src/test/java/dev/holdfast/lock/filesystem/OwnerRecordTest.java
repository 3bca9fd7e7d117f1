package dev.holdfast.lock.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process writes of itself, and how it is read and told. */
class OwnerRecordTest {

  private static final Instant START = Instant.parse("2025-12-31T23:00:00Z");

  private static OwnerRecord read(OwnerRecord record) {
    OwnerRecord read = OwnerRecord.of(record.toBytes(), 0);
    assertNotNull(read, "it cannot be read");
    return read;
  }

  @Test
  void isReadAsItWasWritten() {
    for (OwnerProcess process :
        new OwnerProcess[] {
          new OwnerProcess(4711, "a", START, "nightly run"), new OwnerProcess(1, "", null, null)
        }) {
      OwnerRecord record = new OwnerRecord(-17, process);
      assertEquals(record, read(record));
      assertEquals(-17, OwnerRecord.nonce(record.toBytes(), 0));
      assertEquals(HeaderLayout.OWNER_SIZE, record.toBytes().length);
    }
  }

  @Property
  void whatIsTooLongIsCutBetweenCodePoints(
      @ForAll @StringLength(max = 60) String text, @ForAll @IntRange(max = 40) int room) {
    ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES + room + 1);
    ShortText.put(bytes, text, room);
    assertEquals(Short.BYTES + room, bytes.position(), "the end");
    String read = ShortText.get(bytes.rewind(), room);
    assertNotNull(read);
    assertEquals(Short.BYTES + room, bytes.position(), "the end when read");
    // An unpaired surrogate becomes a question mark.
    String whole = new String(text.getBytes(UTF_8), UTF_8);
    assertTrue(whole.startsWith(read), () -> "'" + read + "' instead of '" + whole + "'");
    if (read.equals(whole)) {
      assertTrue(whole.getBytes(UTF_8).length <= room);
    } else {
      String more = whole.substring(0, whole.offsetByCodePoints(read.length(), 1));
      assertTrue(more.getBytes(UTF_8).length > room, () -> "there was room for '" + more + "'");
    }
  }

  @Test
  void surrogatePairsAreKeptOrLeftOutWhole() {
    String smile = "\uD83D\uDE00";
    for (int room = 0; room < 9; room++) {
      ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES + room);
      ShortText.put(bytes, smile.repeat(100), room);
      assertEquals(smile.repeat(room / 4), ShortText.get(bytes.rewind(), room));
    }
  }

  @Test
  void textsThatAreTooLongLeaveTheOthersAlone() {
    String host = "\u00FC".repeat(300);
    OwnerProcess read =
        read(new OwnerRecord(1, new OwnerProcess(2, host, START, host + "!"))).process();
    assertTrue(host.startsWith(read.host()) && read.host().length() > 100, read::host);
    assertEquals(read.host(), read.label());
    assertEquals(START, read.started());

    Slot slot = Slot.of(new Slot(17, true, 42, 1_000, host).toBytes(), 0);
    assertNotNull(slot);
    assertEquals(new Slot(17, true, 42, 1_000, "\u00FC".repeat(16)), slot);
  }

  @Property
  void anyBytesCanBeRead(@ForAll @Size(HeaderLayout.OWNER_SIZE) byte[] bytes) {
    assertNull(OwnerRecord.of(bytes, 0));
    assertNull(OwnerRecord.of(new byte[HeaderLayout.OWNER_SIZE], 0), "never written");
    // Even those with a checksum.
    byte[] sealed =
        HeaderLayout.sealed(ByteBuffer.wrap(bytes), HeaderLayout.OWNER_SIZE - Integer.BYTES);
    OwnerRecord record = OwnerRecord.of(sealed, 0);
    assertTrue(record == null || !record.process().toString().isEmpty());
    Slot slot =
        Slot.of(HeaderLayout.sealed(ByteBuffer.wrap(bytes), HeaderLayout.TOKEN_SLOT_SIZE - 4), 0);
    assertTrue(slot == null || slot.thread().length() < HeaderLayout.TOKEN_SLOT_SIZE);
  }

  @Property(tries = 100)
  void oneWrongBitIsNoticed(@ForAll @IntRange(max = HeaderLayout.OWNER_SIZE * 8 - 1) int bit) {
    byte[] bytes = new OwnerRecord(1, new OwnerProcess(2, "a", START, "b")).toBytes();
    bytes[bit / 8] ^= (byte) (1 << bit % 8);
    assertNull(OwnerRecord.of(bytes, 0));
    assertEquals(0, OwnerRecord.nonce(bytes, 0));
  }

  @Test
  void anOwnerIsToldInAMessage() {
    Instant since = Instant.parse("2026-01-01T12:00:01Z");
    assertEquals(
        "pid 4711 on host a (nightly run), thread main, since 2026-01-01T12:00:01Z, token 17",
        new LockOwner(new OwnerProcess(4711, "a", START, "nightly run"), "main", since, 17)
            .toString());
    assertEquals(
        "pid 4711 on host a, thread main, since 2026-01-01T12:00:01Z, token 17",
        new LockOwner(new OwnerProcess(4711, "a", null, null), "main", since, 17).toString());
    assertEquals(
        "unknown process, thread main, since 2026-01-01T12:00:01Z, token 17",
        new LockOwner(null, "main", since, 17).toString());
  }

  @Test
  void thisProcessIsKnown() {
    OwnerRecord record = ProcessIdentity.record("label");
    assertNotEquals(0, record.nonce());
    assertEquals(ProcessHandle.current().pid(), record.process().pid());
    assertEquals("label", record.process().label());
    assertEquals(record.nonce(), ProcessIdentity.record(null).nonce());
  }

  @Test
  void theHostIsNamedBySystemOrEnvironment(@TempDir Path directory) throws Exception {
    Path kernel = Files.writeString(directory.resolve("hostname"), "by-system\n");
    Path missing = directory.resolve("missing");
    Map<String, String> windows = Map.of("COMPUTERNAME", "by-windows");
    Map<String, String> both = Map.of("COMPUTERNAME", "by-windows", "HOSTNAME", "by-shell");
    assertEquals("by-system", ProcessIdentity.hostName(kernel, both));
    assertEquals("by-shell", ProcessIdentity.hostName(missing, both));
    assertEquals("by-windows", ProcessIdentity.hostName(missing, windows));
    assertEquals("unknown host", ProcessIdentity.hostName(missing, Map.of()));
    assertEquals("unknown host", ProcessIdentity.hostName(directory, Map.of("HOSTNAME", " ")));
  }
}
