package dev.holdfast.lock.filesystem;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.filesystem.LockFile.Condition;
import java.io.BufferedReader;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The deletion of lock files that nobody uses. */
class BurialTest {

  private static final LockId ORDERS = Puppet.lock("orders");

  @RegisterExtension final Others others = new Others();
  @TempDir Path directory;
  private Path place;

  @BeforeEach
  void findPlace() {
    place = Puppet.place(directory, "orders");
  }

  @Test
  void aBuriedFileIsGoneAndTellsItsUsers() {
    try (LockFile file = OpenFiles.open(place, ORDERS)) {
      assertEquals(Condition.SOUND, file.condition());
      assertTrue(file.bury(place));
      assertFalse(Files.exists(place));
      assertEquals(Condition.TOMBSTONED, file.condition());
      assertFalse(file.bury(place), "it was buried twice");
      try (LockFile next = OpenFiles.open(place, ORDERS)) {
        assertEquals(Condition.SOUND, next.condition());
        assertFalse(file.bury(place), "another file was buried");
        assertTrue(next.isInPlace(place));
      }
    }
  }

  @Test
  void whatIsLockedHereIsNotBuried() {
    try (LockFile file = OpenFiles.open(place, ORDERS)) {
      for (Region region : List.of(Region.RESERVED, Region.WAITERS, Region.permit(0))) {
        FileLock held = file.tryLock(region, true);
        assertNotNull(held);
        assertFalse(file.bury(place), () -> "buried in spite of " + held);
        file.release(held);
      }
      assertEquals(Condition.SOUND, file.condition());
    }
  }

  @Test
  void whatAnotherProcessLocksIsNotBuried() throws Exception {
    UnaryOperator<String> user = others.process();
    assertEquals("opened", user.apply("open orders " + place));
    try (LockFile file = OpenFiles.open(place, ORDERS)) {
      for (String region : List.of("G", "D", "W", "permit")) {
        assertEquals("true", user.apply("lock " + region));
        assertFalse(file.bury(place), () -> "buried in spite of " + region);
        assertEquals("unlocked", user.apply("unlock"));
      }
      assertEquals("SOUND", user.apply("condition"));
      assertTrue(file.bury(place));
      assertEquals("TOMBSTONED", user.apply("condition"));
      assertEquals("true", user.apply("lock D"), "the burier kept a lock");
    }
  }

  @Test
  void aBurialThatWasLeftHalfWayIsFinishedByAnybody() throws Exception {
    OpenFiles.open(place, ORDERS).letGo();
    Files.write(place, HeaderLayout.tombstone(), StandardOpenOption.APPEND);
    try (LockFile file = OpenFiles.open(place, ORDERS)) {
      assertEquals(Condition.TOMBSTONED, file.condition());
      assertTrue(file.bury(place));
    }
    assertFalse(Files.exists(place));
  }

  @Test
  void aFileWithOtherNamesIsNotBuried() throws Exception {
    try (LockFile file = OpenFiles.open(place, ORDERS)) {
      Path link = Files.createLink(directory.resolve("link"), place);
      assertFalse(file.bury(link), "two names of a lock were torn apart");
      Files.delete(link);
      assertTrue(file.bury(place));
    }
  }

  @Test
  void aFileThatCannotBeDeletedStaysUsable() throws Exception {
    try (LockFile file = OpenFiles.open(place, ORDERS)) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
      try {
        assumeFalse(Files.isWritable(directory), "this user may do everything");
        LockException e = assertThrows(LockException.class, () -> file.bury(place));
        assertTrue(e.toString().contains("This user may not delete the file"), e::toString);
        assertEquals(Condition.SOUND, file.condition());
      } finally {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      assertTrue(file.bury(place));
    }
  }

  @Test
  void whatIsWrittenInTheFileIsReadableAsWhatItIs() {
    assertEquals("deleted\n", new String(HeaderLayout.tombstone(), US_ASCII));
    assertTrue(
        Region.permit(Region.MOST_PERMITS - 1).position()
            < Region.EVERYTHING.position() + Region.EVERYTHING.size());
  }

  @Test
  void processesExcludeEachOtherWhileTheFileIsBuriedAgainAndAgain() throws Exception {
    List<Process> buriers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      buriers.add(others.start(Burier.class, place.toString(), directory + "/witness", "1500"));
    }
    int used = 0;
    int buried = 0;
    for (Process burier : buriers) {
      try (BufferedReader output = burier.inputReader()) {
        String line = output.readLine();
        assertTrue(burier.waitFor(60, SECONDS), "a process does not end");
        assertEquals(0, burier.exitValue(), () -> line + output.lines().toList());
        String[] counts = line == null ? new String[0] : line.split(" ");
        used += Integer.parseInt(counts[0]);
        buried += Integer.parseInt(counts[1]);
      }
    }
    String result = used + " uses, " + buried + " burials";
    assertTrue(used > 50 && buried > 10, () -> "too few to tell: " + result);
    System.out.println(result);
  }
}
