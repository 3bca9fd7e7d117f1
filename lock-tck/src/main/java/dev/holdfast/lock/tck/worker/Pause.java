package dev.holdfast.lock.tck.worker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that is stopped until this is closed. It goes on as well if the kit dies, since it
 * could not notice that by itself: what stops it is a shell that waits for the end of its input.
 */
final class Pause implements AutoCloseable {

  private static final String STOPPED = "stopped";
  private static final String SCRIPT =
      "kill -STOP \"$0\" && echo " + STOPPED + " && read line; kill -CONT \"$0\"";
  private static final long BOUND_SECONDS = 10;

  private final Process shell;

  private Pause(Process shell) {
    this.shell = shell;
  }

  static Pause of(long pid) {
    if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows")) {
      throw new FaultUnavailable("Windows has no signal that stops a process.");
    }
    try {
      var pause = new Pause(new ProcessBuilder("sh", "-c", SCRIPT, Long.toString(pid)).start());
      try (BufferedReader said = pause.shell.inputReader(US_ASCII)) {
        if (!STOPPED.equals(said.readLine())) {
          pause.close();
          throw new FaultUnavailable("The shell could not stop the process " + pid + ".");
        }
      }
      awaitStop(pid);
      return pause;
    } catch (IOException e) {
      throw new FaultUnavailable("There is no shell that could stop the process: " + e);
    }
  }

  /** The signal takes effect a little later than it is sent; Linux shows when. */
  private static void awaitStop(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "stat");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
    while (Files.exists(status) && !isStopped(Files.readString(status))) {
      if (System.nanoTime() - deadline > 0) {
        throw new FaultUnavailable("The process " + pid + " does not stop.");
      }
      LockSupport.parkNanos(100_000);
    }
  }

  /** The state comes after the name, which is in parentheses and may contain anything. */
  private static boolean isStopped(String stat) {
    return stat.startsWith(") T", stat.lastIndexOf(')'));
  }

  @Override
  public void close() {
    try {
      shell.getOutputStream().close();
      if (!shell.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)) {
        shell.destroyForcibly();
      }
    } catch (IOException e) {
      shell.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // It goes on by itself.
    }
  }
}
