package dev.holdfast.lock.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How many locks, how long names, and which characters. */
@EnabledOnOs(OS.LINUX)
@Timeout(240)
class LimitsTest {

  private static final int IDLE_NAMES = 1_000;

  @RegisterExtension final Trials trials = new Trials();
  @TempDir Path directory;

  @Test
  void tenThousandLocksAtOnce() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "ulimit -n 20000 && exec \"$@\"", "sh"));
    command.addAll(trials.java(Hoard.class, "-Xmx256m"));
    command.addAll(List.of(directory.toString(), "10000"));
    Process hoard = trials.start(command);
    String said = new String(hoard.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, hoard.waitFor(), said);
    System.out.print(said);
  }

  @Test
  void idleNamesKeepNoMoreDescriptorsThanDocumented() throws Exception {
    IdleCells.clear();
    try (FileSystemLocks locks =
        FileSystemLocks.builder(directory).tokens(TokenDurability.PROCESS).build()) {
      for (int i = 0; i < IDLE_NAMES; i++) {
        locks.lock("name" + i).acquire().close();
        locks.semaphore("name" + i, 3).acquire().close();
      }
      long open = Others.descriptors(directory.toRealPath());
      System.out.println(2 * IDLE_NAMES + " idle files, " + open + " descriptors");
      assertEquals(IdleCells.SIZE, open, "descriptors of idle files");
      try (Stream<Path> files = Files.list(directory)) {
        assertEquals(2 * IDLE_NAMES, files.count(), "files");
      }
    }
    IdleCells.clear();
    assertEquals(0, Others.descriptors(directory.toRealPath()), "descriptors in the end");
    assertEquals(List.of(), Others.properties(), "files that count as used");
  }

  @Test
  void theLongestName() throws Exception {
    assertEquals(1_014, HeaderLayout.MAX_NAME_LENGTH, "the documented length");
    try (FileSystemLocks locks = FileSystemLocks.in(directory)) {
      String longest = "\ud800".repeat(1_014);
      try (LockHandle mutex = locks.lock(longest).tryAcquire();
          LockHandle write = locks.readerWriterLock(longest).writeLock().tryAcquire();
          LockHandle permit = locks.semaphore(longest, 1).tryAcquire()) {
        assertNotNull(mutex, "mutex");
        assertNotNull(write, "write lock");
        assertNotNull(permit, "permit");
        UnaryOperator<String> other = trials.start();
        assertEquals("opened", other.apply("open " + directory));
        for (String kind : List.of("mutex", "rw", "semaphore")) {
          assertEquals("held", other.apply("state " + kind + " 1 " + escaped(longest)), kind);
        }
      }
      String tooLong = longest + "x";
      for (Supplier<?> creation :
          List.<Supplier<?>>of(
              () -> locks.lock(tooLong),
              () -> locks.readerWriterLock(tooLong),
              () -> locks.semaphore(tooLong, 1))) {
        String message = assertThrows(IllegalArgumentException.class, creation::get).getMessage();
        assertTrue(
            message != null && message.contains("1014") && message.contains("1015"), message);
      }
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(3, files.count(), "files: nothing was made for the name that is too long");
    }
  }

  @Test
  void namesThatMeanSomethingElsewhere() throws Exception {
    List<String> names =
        List.of(
            "",
            " ",
            ".",
            "..",
            "/",
            "../escaped",
            "/etc/passwd",
            "a/b",
            "a\\b",
            "nul\0nul",
            "\0",
            "con",
            "CON",
            "aux.txt",
            "line\nfeed",
            "\ud83d\udd12",
            "\ud800",
            "\udc00",
            "\ud800x",
            "\ufffd",
            "e\u0301",
            "\u00e9",
            "\u202e",
            "%2e%2e",
            "name.lock",
            "*?<>|:\"",
            "~",
            "-rf");
    UnaryOperator<String> other = trials.start();
    assertEquals("opened", other.apply("open " + directory));
    try (FileSystemLocks locks = FileSystemLocks.in(directory)) {
      for (String name : names) {
        String told = escaped(name);
        try (LockHandle mutex = locks.lock(name).tryAcquire()) {
          assertNotNull(mutex, () -> told + " is held by another name");
          assertEquals("held", other.apply("state mutex 1 " + told), told);
          for (String another : names) {
            if (!another.equals(name)) {
              assertEquals("free", other.apply("state mutex 1 " + escaped(another)), another);
            }
          }
          assertNull(locks.lock(name).tryAcquire(), () -> told + " twice in this process");
        }
        assertEquals("free", other.apply("state mutex 1 " + told), told);
      }
    }
    try (Stream<Path> files = Files.walk(directory)) {
      List<String> strange =
          files
              .filter(file -> !file.equals(directory))
              .map(file -> directory.relativize(file).toString())
              .filter(file -> !LockFileName.isOne(file))
              .toList();
      assertEquals(List.of(), strange, "files that are no lock files");
    }
    System.out.println(names.size() + " hostile names, each a lock of its own in two processes");
  }

  /** So that it fits into a line: the code units in hexadecimal. */
  private static String escaped(String name) {
    StringBuilder escaped = new StringBuilder("u");
    name.chars().forEach(unit -> escaped.append(String.format("%04x", unit)));
    return escaped.toString();
  }
}
