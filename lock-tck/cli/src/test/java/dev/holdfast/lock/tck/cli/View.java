package dev.holdfast.lock.tck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A mount of a directory by bindfs. This JVM opens nothing in it, since it may come to a halt. */
final class View implements AutoCloseable {

  /** The mount shows at once what happens below it. */
  static final String UNCACHED = "direct_io,attr_timeout=0,entry_timeout=0,negative_timeout=0";

  private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Path directory;
  private final Process server;

  private View(Path directory, Process server) {
    this.directory = directory;
    this.server = server;
  }

  /** Skips the test that calls it where there can be no such mount, and says so. */
  static void assumePossible() {
    assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "There is no /dev/fuse to be used here.");
    assumeTrue("root".equals(System.getProperty("user.name")), "Only root can mount here.");
    assumeTrue(
        Arrays.stream(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "bindfs"))),
        "bindfs is not installed here.");
  }

  static View mount(Path source, Path directory, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("bindfs", "-f"));
    command.addAll(List.of(options));
    command.addAll(List.of(source.toString(), directory.toString()));
    Process server =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start();
    var view = new View(directory, server);
    long end = System.nanoTime() + BOUND_NANOS;
    while (!view.isMounted()) {
      assertTrue(server.isAlive() && System.nanoTime() < end, "bindfs does not begin");
      LockSupport.parkNanos(1_000_000);
    }
    return view;
  }

  private boolean isMounted() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
        .anyMatch(line -> line.contains(" " + directory + " "));
  }

  /** From now on all calls hang, until it is closed. */
  void halt() throws Exception {
    run("kill", "-STOP", Long.toString(server.pid()));
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> "hangs: " + List.of(command));
    assertEquals(0, process.exitValue(), () -> "failed: " + List.of(command));
  }

  @Override
  public void close() throws Exception {
    run("kill", "-CONT", Long.toString(server.pid()));
    // Who was hanging may take a moment to let go of it.
    run(
        "timeout",
        "50",
        "sh",
        "-c",
        "until umount \"$0\"; do sleep 0.2; done",
        directory.toString());
    assertTrue(server.waitFor(30, TimeUnit.SECONDS), "bindfs does not end");
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
