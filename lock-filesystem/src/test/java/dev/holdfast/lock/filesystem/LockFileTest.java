package dev.holdfast.lock.filesystem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {

  private static final LockId ORDERS = new LockId("test", LockKind.MUTEX, "orders");

  @TempDir Path directory;

  private Path place() {
    return directory.resolve(LockFileName.of(ORDERS));
  }

  private void assertRefused(String fragment) {
    LockException e =
        assertThrows(LockException.class, () -> OpenFiles.open(place(), ORDERS).close());
    assertTrue(
        e.toString().contains(fragment) && e.toString().contains("mutex 'orders'"), e::toString);
  }

  @Test
  void isMadeWithTheIdentityOfTheLockAndOpenedAgain() throws Exception {
    byte[] made;
    try (LockFile file = OpenFiles.open(place(), ORDERS)) {
      assertTrue(file.isInPlace(place()));
      made = file.readHeader(0, HeaderLayout.TOKEN_SLOTS);
    }
    assertArrayEquals(HeaderLayout.identity(ORDERS), made);
    try (LockFile file = OpenFiles.open(place(), ORDERS)) {
      assertArrayEquals(made, file.readHeader(0, HeaderLayout.TOKEN_SLOTS));
    }
  }

  @Test
  void anEmptyFileIsTakenForOneWhoseMakerCrashed() throws Exception {
    Files.createFile(place());
    try (LockFile file = OpenFiles.open(place(), ORDERS)) {
      assertArrayEquals(
          HeaderLayout.identity(ORDERS), file.readHeader(0, HeaderLayout.TOKEN_SLOTS));
    }
  }

  @Test
  void whateverElseIsInTheWayIsNamedAndLeftAlone() throws Exception {
    Files.writeString(place(), "diary");
    assertRefused("it is not a lock file. Move it away");
    assertEquals("diary", Files.readString(place()));
    Files.delete(place());

    Files.createDirectory(place());
    assertRefused("There is a directory where the lock file belongs");
    Files.delete(place());

    Path elsewhere = Files.createFile(directory.resolve("elsewhere"));
    Files.createSymbolicLink(place(), elsewhere);
    assertRefused("There is a symbolic link where the lock file belongs");
    assertEquals(0, Files.size(elsewhere), "the file behind the link was written");
    Files.delete(place());

    OpenFiles.open(place(), new LockId("test", LockKind.MUTEX, "invoices")).close();
    assertRefused("it is the lock file of 'invoices'");
  }

  @Test
  void aMissingDirectoryAndAFileInItsPlaceAreNamed() throws Exception {
    Path missing = directory.resolve("missing");
    LockException e =
        assertThrows(
            LockException.class, () -> OpenFiles.open(missing.resolve("x"), ORDERS).close());
    assertTrue(e.toString().contains("The directory does not exist: create it."), e::toString);
    Files.createFile(missing);
    e =
        assertThrows(
            LockException.class, () -> OpenFiles.open(missing.resolve("x"), ORDERS).close());
    assertTrue(e.toString().contains("is not a directory"), e::toString);
  }

  @Test
  void aRegionIsLockedOnceInOneProcess() {
    try (LockFile file = OpenFiles.open(place(), ORDERS)) {
      FileLock held = file.tryLock(Region.DATA, false);
      assertNotNull(held);
      assertNull(file.tryLock(Region.DATA, true));
      FileLock gate = file.tryLock(Region.GATE, true);
      assertNotNull(gate, "regions are not independent");
      file.release(held);
      held = file.tryLock(Region.DATA, true);
      assertNotNull(held);
      file.release(held);
      file.release(gate);
    }
  }

  @Test
  void interruptsNeitherFailNorCloseAnything() {
    try (LockFile file = OpenFiles.open(place(), ORDERS)) {
      Thread.currentThread().interrupt();
      FileLock held = file.tryLock(Region.DATA, false);
      file.writeHeader(HeaderLayout.OWNER, new byte[] {1, 2, 3});
      file.force();
      byte[] read = file.readHeader(HeaderLayout.OWNER, 3);
      boolean inPlace = file.isInPlace(place());
      assertTrue(Thread.interrupted(), "the interrupt status was lost");
      assertArrayEquals(new byte[] {1, 2, 3}, read);
      assertTrue(inPlace);
      assertNotNull(held);
      assertTrue(held.isValid() && file.isOpen());
    }
  }

  @Test
  void deletionAndReplacementAreNoticed() throws Exception {
    try (LockFile file = OpenFiles.open(place(), ORDERS)) {
      Files.delete(place());
      assertFalse(file.isInPlace(place()), "deleted");
      Path other = Files.createFile(directory.resolve("other"));
      Files.move(other, place(), StandardCopyOption.REPLACE_EXISTING);
      assertFalse(file.isInPlace(place()), "replaced");
    }
  }

  @Test
  void aTornTokenSlotIsRecognized() {
    byte[] slot = new Slot(17, true, 42, 1_000, "main").toBytes();
    assertEquals(new Slot(17, true, 42, 1_000, "main"), Slot.of(slot, 0));
    slot[3] ^= 1;
    assertNull(Slot.of(slot, 0));
    assertNull(Slot.of(new byte[HeaderLayout.TOKEN_SLOT_SIZE], 0), "never written");
  }
}
