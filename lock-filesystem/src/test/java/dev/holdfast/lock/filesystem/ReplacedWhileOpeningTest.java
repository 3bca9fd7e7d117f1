package dev.holdfast.lock.filesystem;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.filesystem.TrappedPath.Deed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Paths that are given to other files while they are opened. */
@EnabledOnOs(OS.LINUX)
class ReplacedWhileOpeningTest {

  private static final LockId ORDERS = Puppet.lock("orders");

  @RegisterExtension final Others others = new Others();
  @TempDir Path temporary;
  private Path directory;
  private Path place;
  private Path second;

  @BeforeEach
  void makeFiles() throws Exception {
    directory = temporary.toRealPath();
    place = Puppet.place(directory, "orders");
    OpenFiles.open(place, ORDERS).letGo();
    Files.createLink(directory.resolve("first"), place);
    second = directory.resolve("second");
    OpenFiles.open(second, ORDERS).letGo();
  }

  @AfterEach
  void nothingIsLeft() {
    OpenFiles.open(directory.resolve("any"), ORDERS).letGo();
    // What another file's user has the right to close is closed by a thread of its own.
    await("descriptors are open")
        .atMost(10, SECONDS)
        .until(() -> Others.descriptors(directory) == 0);
    assertEquals(List.of(), Others.properties());
  }

  private Deed replaceBySecond() {
    return () -> {
      Path link = Files.createLink(directory.resolve("link"), second);
      Files.move(link, place, StandardCopyOption.ATOMIC_MOVE);
    };
  }

  /** Whatever happened meanwhile, what is open is what the path names in the end. */
  private void assertOpensWhatIsThere(TrappedPath trapped) throws Exception {
    try (LockFile file = OpenFiles.open(trapped.path(), ORDERS)) {
      assertEquals(FileKey.of(place), file.key());
      file.writeHeader(HeaderLayout.OWNER, "mark".getBytes(US_ASCII));
      // Another process reads it: to close a descriptor here is to release what is to be looked at.
      Process reader =
          new ProcessBuilder(
                  "tail",
                  "-c",
                  Integer.toString(HeaderLayout.SIZE - HeaderLayout.OWNER),
                  place.toString())
              .start();
      byte[] owner = reader.getInputStream().readAllBytes();
      assertEquals(0, reader.waitFor());
      assertEquals("mark", new String(owner, 0, 4, US_ASCII), "it is another file");
    }
  }

  @Test
  void replacedBeforeItIsOpened() throws Exception {
    assertOpensWhatIsThere(new TrappedPath(place).beforeOpening(replaceBySecond()));
  }

  @Test
  void replacedAfterItIsOpened() throws Exception {
    assertOpensWhatIsThere(new TrappedPath(place).afterOpening(replaceBySecond()));
  }

  @Test
  void deletedBeforeOrAfterItIsOpened() throws Exception {
    Object first = FileKey.of(place);
    assertOpensWhatIsThere(new TrappedPath(place).beforeOpening(() -> Files.delete(place)));
    assertNotEquals(first, FileKey.of(place));
    assertOpensWhatIsThere(new TrappedPath(place).afterOpening(() -> Files.delete(place)));
    assertNull(
        OpenFiles.openExisting(
            new TrappedPath(place).afterOpening(() -> Files.delete(place)).path(), ORDERS));
  }

  @Test
  void replacedOrDeletedAfterItIsMade() throws Exception {
    Files.delete(place);
    assertOpensWhatIsThere(new TrappedPath(place).afterOpening(replaceBySecond()));
    Files.delete(place);
    assertOpensWhatIsThere(new TrappedPath(place).afterOpening(() -> Files.delete(place)));
  }

  @Test
  void madeBySomebodyElseBeforeItIsMade() throws Exception {
    Files.delete(place);
    assertOpensWhatIsThere(new TrappedPath(place).beforeOpening(replaceBySecond()));
  }

  @Test
  void replacedAllTheTime() {
    TrappedPath trapped = new TrappedPath(place);
    for (int i = 0; i < 10_000; i++) {
      TrappedPath unused = trapped.beforeOpening(() -> Files.deleteIfExists(place));
    }
    LockException e =
        assertThrows(LockException.class, () -> OpenFiles.open(trapped.path(), ORDERS).letGo());
    assertTrue(e.toString().contains("somebody makes and deletes it all the time"), e::toString);
  }

  @Test
  void noHolderIsReleasedByThat() throws Exception {
    Object first = FileKey.of(place);
    for (Path held : List.of(directory.resolve("first"), second)) {
      UnaryOperator<String> copy = others.copy();
      UnaryOperator<String> outside = others.process();
      assertEquals("opened", outside.apply("open orders " + held));
      assertEquals("opened", copy.apply("open orders " + held));
      assertEquals("true", copy.apply("lock D"));
      for (Deed deed : List.of(replaceBySecond(), (Deed) () -> Files.delete(place))) {
        for (boolean before : new boolean[] {true, false}) {
          Files.deleteIfExists(place);
          Files.createLink(place, directory.resolve("first"));
          assertEquals(first, FileKey.of(place));
          TrappedPath trapped = new TrappedPath(place);
          assertOpensWhatIsThere(before ? trapped.beforeOpening(deed) : trapped.afterOpening(deed));
          assertEquals("false", outside.apply("lock D"), () -> "released: " + held);
        }
      }
      assertEquals("unlocked", copy.apply("unlock"));
      assertEquals("true", outside.apply("lock D"));
      assertEquals("gone", copy.apply("letGo"));
    }
  }
}
