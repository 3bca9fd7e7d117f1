package dev.holdfast.lock.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A small volume of its own, that can be filled, and mounted for reading only. */
final class Tmpfs implements AutoCloseable {

  private final Path directory;

  private Tmpfs(Path directory) {
    this.directory = directory;
  }

  /** Skips the test that calls it, with the reason, unless this is root on Linux. */
  static void assumeRoot() throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/self/fd")), "There is no /proc here.");
    assumeTrue(
        Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
        "Only root can mount volumes and be somebody else here.");
  }

  /**
   * Mounts one, or skips the test if the system does not let anybody mount here.
   *
   * @param options such as "size=64k"
   */
  static Tmpfs mount(Path directory, String options) throws Exception {
    assumeRoot();
    Files.createDirectories(directory);
    String said = run("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.toString());
    assumeTrue(said.isEmpty(), "No tmpfs can be mounted here: " + said);
    return new Tmpfs(directory);
  }

  Path directory() {
    return directory;
  }

  /** Changes the options, such as "ro". */
  void remount(String options) throws Exception {
    String said = run("mount", "-o", "remount," + options, directory.toString());
    assertTrue(said.isEmpty(), () -> "could not remount: " + said);
  }

  /** Takes all the space. */
  void fill() throws IOException {
    byte[] page = new byte[4096];
    try {
      while (true) {
        Files.write(
            directory.resolve("ballast"),
            page,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      }
    } catch (IOException e) {
      assertTrue(Trouble.reason(e).contains("No space left"), e::toString);
    }
  }

  void empty() throws IOException {
    Files.delete(directory.resolve("ballast"));
  }

  @Override
  public void close() throws Exception {
    IdleCells.clear();
    String said = run("umount", directory.toString());
    if (!said.isEmpty()) {
      String lazily = run("umount", "-l", directory.toString());
      throw new AssertionError("could not unmount: " + said + lazily);
    }
  }

  /** Runs a program, and answers what it has said; nothing if it has succeeded. */
  private static String run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor(30, SECONDS), () -> command[0] + " did not end");
    return process.exitValue() == 0 ? "" : command[0] + " failed: " + said;
  }
}
