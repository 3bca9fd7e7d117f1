package dev.holdfast.lock.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a file system refuses: each form of acquisition fails at once and says why, nothing is left
 * behind, and it works again as soon as the cause is gone.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class RefusalTest {

  private static final String NAME = "orders";

  @RegisterExtension final Trials trials = new Trials();
  @TempDir Path temporary;
  private final Trial here = new Trial();

  @BeforeEach
  void letOthersIn() throws IOException {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  static Path place(Path directory, LockKind kind) {
    return directory.resolve(LockFileName.of(new LockId("", kind, NAME)));
  }

  private static List<Path> places(Path directory) {
    List<Path> places = new ArrayList<>();
    for (LockKind kind : List.of(LockKind.MUTEX, LockKind.READER_WRITER, LockKind.SEMAPHORE)) {
      places.add(place(directory, kind));
    }
    return places;
  }

  static void tell(UnaryOperator<String> trial, String command, String expected) {
    String answer = trial.apply(command);
    assertEquals(expected, answer, command);
  }

  /** All forms fail at once with a message that has the file and these words; nothing leaks. */
  static void refuses(UnaryOperator<String> trial, Path directory, String cause, String... words) {
    String name = NAME;
    String first = trial.apply("refused " + name);
    long descriptors = Long.parseLong(trial.apply("descriptors " + directory));
    String answer = trial.apply("refused " + name);
    String descriptorsAfter = trial.apply("descriptors " + directory);
    System.out.println(cause + ": " + answer.split(" \\| ", 2)[0]);
    assertTrue(first.startsWith("refused"), first);
    assertTrue(answer.startsWith("refused"), answer);
    for (String message : answer.substring(answer.indexOf(": ") + 2).split(" \\| ", -1)) {
      for (String word : words) {
        assertTrue(message.contains(word), () -> "nothing of '" + word + "' in: " + message);
      }
      assertTrue(message.contains(directory + "/l-" + name), () -> "no file in: " + message);
    }
    assertEquals(Long.toString(descriptors), descriptorsAfter, cause + ": descriptors in there");
  }

  private void worksAgain(UnaryOperator<String> trial, Path directory) throws Exception {
    tell(trial, "works " + NAME, "works");
    UnaryOperator<String> other = trials.start();
    tell(other, "open " + directory, "opened");
    tell(other, "works " + NAME, "works");
    tell(other, "forget", "forgotten");
    tell(trial, "forget", "forgotten");
    tell(trial, "descriptors " + directory, "0");
  }

  @Test
  void aFullVolume() throws Exception {
    try (Tmpfs volume = Tmpfs.mount(temporary.resolve("volume"), "size=64k")) {
      tell(here, "open " + volume.directory(), "opened");
      volume.fill();
      refuses(here, volume.directory(), "full", "No space left on device", "make room");
      // What was begun there has locked nothing.
      UnaryOperator<String> other = trials.start();
      tell(other, "open " + volume.directory(), "opened");
      volume.empty();
      tell(other, "works " + NAME, "works");
      tell(other, "forget", "forgotten");
      worksAgain(here, volume.directory());
    }
  }

  @Test
  void aVolumeWithoutInodes() throws Exception {
    try (Tmpfs volume = Tmpfs.mount(temporary.resolve("volume"), "nr_inodes=2")) {
      Files.createFile(volume.directory().resolve("ballast"));
      tell(here, "open " + volume.directory(), "opened");
      refuses(here, volume.directory(), "no inodes", "No space left on device", "make room");
      volume.remount("nr_inodes=100");
      worksAgain(here, volume.directory());
    }
  }

  @Test
  void aReadOnlyVolume() throws Exception {
    try (Tmpfs volume = Tmpfs.mount(temporary.resolve("volume"), "size=64k")) {
      tell(here, "open " + volume.directory(), "opened");
      volume.remount("ro");
      refuses(here, volume.directory(), "read-only, new", "Read-only file system", "for writing");
      volume.remount("rw");
      worksAgain(here, volume.directory());

      volume.remount("ro"); // only possible as long as nothing is open
      refuses(here, volume.directory(), "read-only, old", "Read-only file system", "for writing");
      tell(new Trial(), "open " + volume.directory(), "opened");
      volume.remount("rw");
      worksAgain(here, volume.directory());
    }
  }

  @Test
  void aDirectoryThatHasGone() throws Exception {
    Path directory = Files.createDirectory(temporary.resolve("locks"));
    tell(here, "open " + directory, "opened");
    Files.delete(directory);
    refuses(here, directory, "no directory", "no such file or directory", "create it");
    String other = new Trial().apply("open " + directory);
    assertTrue(other.contains("does not exist: " + directory + ". Create it"), other);

    Files.createFile(directory);
    refuses(here, directory, "a file as directory", "Not a directory", "name one");
    other = new Trial().apply("open " + directory);
    assertTrue(other.contains(directory + " is a file: name a directory"), other);

    Files.delete(directory);
    Files.createDirectory(directory);
    worksAgain(here, directory);
  }

  @Test
  void whoMayNot() throws Exception {
    Tmpfs.assumeRoot();
    Path directory = Files.createDirectory(temporary.resolve("locks"));
    UnaryOperator<String> nobody =
        trials.start("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    tell(nobody, "open " + directory, "opened");
    refuses(nobody, directory, "0755 of root", "permission denied", "create files", "grant it");

    tell(here, "open " + directory, "opened");
    tell(here, "works " + NAME, "works");
    for (Path file : places(directory)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    }
    refuses(nobody, directory, "0400 of root", "permission denied", "read and write the file");
    for (Path file : places(directory)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    }
    refuses(nobody, directory, "0444 of root", "permission denied", "read and write the file");

    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    refuses(nobody, directory, "0700 of root", "permission denied", "grant it");
    String other = nobody.apply("open " + directory.resolve("below"));
    assertTrue(other.contains("cannot be used") && other.contains("permission denied"), other);

    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    for (Path file : places(directory)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    }
    worksAgain(nobody, directory);
  }

  @Test
  void whatStandsInTheWay() throws Exception {
    Path directory = Files.createDirectory(temporary.resolve("locks"));
    Path outside = Files.writeString(temporary.resolve("outside"), "precious");
    tell(here, "open " + directory, "opened");
    inTheWay(
        "dangling link",
        file -> Files.createSymbolicLink(file, temporary.resolve("nowhere")),
        "symbolic link",
        "remove it");
    assertFalse(Files.exists(temporary.resolve("nowhere")), "was made through the link");
    inTheWay("link", file -> Files.createSymbolicLink(file, outside), "symbolic link", "remove it");
    assertEquals("precious", Files.readString(outside), "was written through the link");
    inTheWay("directory", Files::createDirectory, "Is a directory", "remove it");
    inTheWay(
        "pipe",
        file -> assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor()),
        "not a regular file",
        "remove it");
    inTheWay(
        "text",
        file -> Files.writeString(file, "precious".repeat(1000)),
        "not a lock file",
        "Move it away");
    inTheWay("short text", file -> Files.writeString(file, "x"), "not a lock file", "Move it away");
    Path others = Files.createDirectory(temporary.resolve("others"));
    inTheWay(
        "another lock's file",
        file -> {
          Trial other = new Trial();
          tell(other, "open " + others, "opened");
          tell(other, "works invoices", "works");
          tell(other, "forget", "forgotten");
          Files.move(
              others.resolve(LockFileName.of(new LockId("", LockKind.MUTEX, "invoices"))), file);
        },
        "the lock file of 'invoices'",
        "Move it away");
    worksAgain(here, directory);
  }

  private interface Obstacle {
    void put(Path file) throws Exception;
  }

  private void inTheWay(String what, Obstacle obstacle, String... words) throws Exception {
    Path directory = temporary.resolve("locks");
    tell(here, "forget", "forgotten");
    for (Path file : places(directory)) {
      Files.deleteIfExists(file);
      obstacle.put(file);
    }
    Object before =
        Files.readAttributes(
            places(directory).get(0), "size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
    refuses(here, directory, what, words);
    Object after =
        Files.readAttributes(
            places(directory).get(0), "size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
    assertEquals(before, after, () -> what + " was touched");
    for (Path file : places(directory)) {
      Files.delete(file);
    }
    tell(here, "works " + NAME, "works");
  }
}
