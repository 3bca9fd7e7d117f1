package dev.holdfast.lock.filesystem;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A second view on a directory, served by a process of its own, that can be brought to a halt: then
 * all system calls on it hang, like those on the volume of a server that is away.
 */
final class BindFs implements AutoCloseable {

  /*
   * A hanging mount outlives whoever made it and catches everybody who comes near. Even a JVM that
   * wants to start a process: the child first closes the descriptors it has inherited, which on such
   * a volume waits for the server, and the JVM waits for the child. So a keeper that is started before
   * the first file is opened sends the signals and unmounts, when its input ends by close() or by the
   * death of this JVM. A JVM cannot even die as long as it has files open there; so no halt lasts
   * longer than the keeper's patience.
   */

  private static final String KEEPER =
      """
      alarm=
      while read -r signal; do
        [ -z "$alarm" ] || { kill "$alarm"; alarm=; }
        kill -"$signal" "$3"
        if [ "$signal" = STOP ]; then
          (trap 'kill $!; exit' TERM; sleep "$1" & wait $! && kill -CONT "$3") &
          alarm=$!
        fi
      done
      [ -z "$alarm" ] || kill "$alarm"
      kill -CONT "$3"
      timeout 20 umount "$2" || { umount -l "$2"; kill -KILL "$3"; }
      """;

  /** Locks of a file go to the file below, so that all views exclude each other. */
  static final List<String> FORWARDING = List.of("--multithreaded", "--enable-lock-forwarding");

  private static final int PATIENCE_SECONDS = 30;
  private static final int BOUND_SECONDS = 30;

  private final Path directory;
  private final Process bindfs;
  private final Process keeper;

  private BindFs(Path directory, Process bindfs, Process keeper) {
    this.directory = directory;
    this.bindfs = bindfs;
    this.keeper = keeper;
  }

  /** Skips the test that calls it, with the reason, where there can be no such mount. */
  static void assumePossible() {
    String obstacle = obstacle();
    assumeTrue(obstacle == null, obstacle);
  }

  private static @Nullable String obstacle() {
    try {
      if (!Files.isWritable(Path.of("/dev/fuse"))) {
        return "There is no /dev/fuse here that this user may use.";
      }
      if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
        return "Only root can mount here.";
      }
    } catch (IOException | UnsupportedOperationException e) {
      return "There is no /proc here.";
    }
    for (String program : List.of("bindfs", "umount", "timeout")) {
      if (!isInstalled(program)) {
        return "The program " + program + " is not installed here.";
      }
    }
    return null;
  }

  private static boolean isInstalled(String program) {
    for (String path : String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1)) {
      if (!path.isEmpty() && Files.isExecutable(Path.of(path, program))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Mounts a view.
   *
   * @param source what it shows
   * @param directory where; is made if it does not exist
   * @param options of bindfs, such as {@link #FORWARDING}
   */
  static BindFs mount(Path source, Path directory, List<String> options) throws Exception {
    Files.createDirectories(directory);
    List<String> command = new ArrayList<>(List.of("bindfs", "-f"));
    // Without these, the kernel would answer for a second from what it remembers.
    command.addAll(List.of("-o", "attr_timeout=0,entry_timeout=0,negative_timeout=0"));
    command.addAll(options);
    command.addAll(List.of(source.toString(), directory.toString()));
    Object below = Files.getAttribute(directory, "unix:dev");
    Path log = Files.createTempFile("bindfs", ".log");
    Process bindfs =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    BindFs view = new BindFs(directory, bindfs, keep(directory, bindfs));
    try {
      await(
          () -> !bindfs.isAlive() || !below.equals(Files.getAttribute(directory, "unix:dev")),
          "bindfs does not begin");
      assertTrue(bindfs.isAlive(), Files.readString(log));
      return view;
    } catch (Exception | AssertionError e) {
      view.close();
      throw e;
    } finally {
      Files.delete(log);
    }
  }

  private static Process keep(Path directory, Process bindfs) throws IOException {
    return new ProcessBuilder(
            "sh",
            "-c",
            KEEPER,
            "keeper",
            Integer.toString(PATIENCE_SECONDS),
            directory.toString(),
            Long.toString(bindfs.pid()))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void await(Callable<Boolean> condition, String failure) throws Exception {
    long end = System.nanoTime() + SECONDS.toNanos(BOUND_SECONDS);
    while (!condition.call()) {
      assertTrue(System.nanoTime() < end, failure);
      LockSupport.parkNanos(1_000_000);
    }
  }

  Path directory() {
    return directory;
  }

  /** From now on all calls hang, for half a minute at most. */
  void halt() throws Exception {
    signal("STOP");
    await(this::isAtAHalt, "bindfs does not stop");
  }

  private boolean isAtAHalt() throws IOException {
    Path threads = Path.of("/proc", Long.toString(bindfs.pid()), "task");
    try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
      for (Path thread : each) {
        if (Proc.lines(thread.resolve("status")).stream()
            .noneMatch(line -> line.startsWith("State:\tT"))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Lets it go on, and with it all calls that hang. */
  void goOn() throws IOException {
    signal("CONT");
  }

  private void signal(String name) throws IOException {
    OutputStream input = keeper.getOutputStream();
    input.write((name + "\n").getBytes(US_ASCII));
    input.flush();
  }

  /** Lets it go on if it is at a halt, unmounts it, and waits until all of that is done. */
  @Override
  public void close() throws Exception {
    // A test that ran into its timeout comes here interrupted.
    boolean interrupted = Thread.interrupted();
    try {
      keeper.getOutputStream().close();
      boolean ended =
          keeper.waitFor(BOUND_SECONDS, SECONDS) && bindfs.waitFor(BOUND_SECONDS, SECONDS);
      bindfs.destroyForcibly();
      assertTrue(ended, "bindfs has not ended by itself");
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
