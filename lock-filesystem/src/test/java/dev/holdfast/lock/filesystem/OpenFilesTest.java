package dev.holdfast.lock.filesystem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What one copy of the library opens and closes. */
@EnabledOnOs(OS.LINUX)
class OpenFilesTest {

  private static final LockId ORDERS = Puppet.lock("orders");
  private static final LockId INVOICES = Puppet.lock("invoices");

  @RegisterExtension final Others others = new Others();
  @TempDir Path temporary;
  private Path directory;
  private Path place;

  @BeforeEach
  void findPlace() throws Exception {
    IdleCells.clear();
    directory = temporary.toRealPath();
    place = Puppet.place(directory, "orders");
  }

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, Others.descriptors(directory), "descriptors are open");
    assertEquals(List.of(), Others.properties());
  }

  private void assertHeld(UnaryOperator<String> other, Path path, String name) {
    assertEquals("opened", other.apply("open " + name + " " + path));
    assertEquals("false", other.apply("lock D"), "the lock is free as another process sees it");
    assertEquals("gone", other.apply("letGo"));
  }

  @Test
  void aFileIsOpenOnceForAllItsUsers() {
    LockFile file = OpenFiles.open(place, ORDERS);
    assertSame(file, OpenFiles.open(place, ORDERS));
    assertSame(file, OpenFiles.openExisting(place, ORDERS));
    file.retain();
    assertEquals(1, Others.descriptors(directory));
    assertEquals("1", System.getProperty(Copies.property(file.key())));
    for (int i = 0; i < 4; i++) {
      assertTrue(file.isOpen(), "closed under its users");
      file.letGo();
    }
    assertFalse(file.isOpen());
    assertThrows(IllegalStateException.class, file::letGo);
    assertThrows(IllegalStateException.class, file::retain);
    try (LockFile again = OpenFiles.open(place, ORDERS)) {
      assertNotSame(file, again);
      assertEquals(file.key(), again.key());
    }
  }

  @Test
  void aNameSpaceMakesNoOtherLock() {
    LockId elsewhere = new LockId("elsewhere", ORDERS.kind(), ORDERS.name());
    try (LockFile file = OpenFiles.open(place, ORDERS);
        LockFile same = OpenFiles.open(place, elsewhere)) {
      assertSame(file, same);
    }
  }

  @Test
  void hardLinksShareTheFileAndAreInPlaceEachForItself() throws Exception {
    try (LockFile file = OpenFiles.open(place, ORDERS)) {
      Path link = Files.createLink(directory.resolve("link"), place);
      try (LockFile linked = OpenFiles.open(link, ORDERS)) {
        assertSame(file, linked);
        Files.delete(place);
        assertFalse(file.isInPlace(place));
        assertTrue(file.isInPlace(link));
      }
    }
  }

  @Test
  void openingWhatIsMissingMakesNothing() {
    assertNull(OpenFiles.openExisting(place, ORDERS));
    assertFalse(Files.exists(place));
  }

  @Test
  void aFileThatIsOpenForAnotherLockIsRefusedWithoutHarm() throws Exception {
    UnaryOperator<String> other = others.process();
    try (LockFile file = OpenFiles.open(place, ORDERS)) {
      FileLock held = file.tryLock(Region.DATA, false);
      assertNotNull(held);
      Path link = Files.createLink(Puppet.place(directory, "invoices"), place);
      LockException e =
          assertThrows(LockException.class, () -> OpenFiles.open(link, INVOICES).letGo());
      assertTrue(e.toString().contains("it is the lock file of 'orders'"), e::toString);
      assertHeld(other, place, "orders");
      file.release(held);
    }
  }

  @Test
  void anyLockFileTellsWhichLockItIs() throws Exception {
    assertNull(OpenFiles.openAny(place, "here"), "there is none");
    LockId strange = new LockId("x", ORDERS.kind(), "\ud83d \u00e9\0");
    Path strangePlace = directory.resolve(LockFileName.of(strange));
    OpenFiles.open(strangePlace, strange).letGo();
    try (LockFile file = OpenFiles.openAny(strangePlace, "here")) {
      assertNotNull(file);
      assertEquals(new LockId("here", strange.kind(), strange.name()), file.lock());
      assertSame(file, OpenFiles.openAny(strangePlace, "there"));
      file.letGo();
    }
  }

  @Test
  void whatIsNoLockFileIsNotTakenForAny() throws Exception {
    Files.createFile(place);
    assertNull(OpenFiles.openAny(place, "here"), "empty");
    Files.writeString(place, "diary");
    assertNull(OpenFiles.openAny(place, "here"), "foreign");
    Files.delete(place);
    OpenFiles.open(place, INVOICES).letGo();
    assertNull(OpenFiles.openAny(place, "here"), "of another name");
    Path diary = directory.resolve("diary");
    OpenFiles.open(diary, ORDERS).letGo();
    assertNull(OpenFiles.openAny(diary, "here"), "not named like a lock file");
  }

  @Test
  void aPipeInTheWayIsRefusedAndNotWaitedFor() throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", place.toString()).start();
    assertEquals(0, mkfifo.waitFor());
    LockException e =
        assertThrows(LockException.class, () -> OpenFiles.open(place, ORDERS).letGo());
    assertTrue(e.toString().contains("There is something else than a file"), e::toString);
  }

  @Test
  void aMakerThatDiedIsFinished() throws Exception {
    for (int length : new int[] {0, 5, 100, HeaderLayout.TOKEN_SLOTS, HeaderLayout.END}) {
      OpenFiles.open(place, ORDERS).letGo();
      byte[] whole = Files.readAllBytes(place);
      assertEquals(HeaderLayout.SIZE, whole.length);
      Files.write(place, Arrays.copyOf(whole, length));
      try (LockFile file = OpenFiles.open(place, ORDERS)) {
        assertEquals(LockFile.Condition.SOUND, file.condition(), () -> "after " + length);
        assertTrue(file.hasIdentity(), () -> "after " + length);
      }
      Files.delete(place);
    }
  }

  @Test
  void openingTouchesNothingThatOthersHaveWritten() throws Exception {
    byte[] owner = {1, 2, 3};
    try (LockFile file = OpenFiles.open(place, ORDERS)) {
      file.writeHeader(HeaderLayout.OWNER, owner);
    }
    byte[] whole = Files.readAllBytes(place);
    Files.write(place, Arrays.copyOf(whole, HeaderLayout.OWNER + owner.length));
    OpenFiles.open(place, ORDERS).letGo();
    assertArrayEquals(whole, Files.readAllBytes(place));
  }

  @Test
  void aTruncatedFileIsNoticedAndRepaired() throws Exception {
    try (LockFile file = OpenFiles.open(place, ORDERS)) {
      Files.newByteChannel(place, StandardOpenOption.WRITE).truncate(10).close();
      assertEquals(LockFile.Condition.TRUNCATED, file.condition());
      assertFalse(file.hasIdentity());
      file.settleIdentity();
      assertEquals(LockFile.Condition.SOUND, file.condition());
      assertTrue(file.hasIdentity());
      file.writeHeader(0, new byte[] {'d', 'i', 'a', 'r', 'y'});
      assertThrows(LockException.class, file::settleIdentity);
      assertFalse(file.bury(place), "something else was deleted");
    }
  }
}
