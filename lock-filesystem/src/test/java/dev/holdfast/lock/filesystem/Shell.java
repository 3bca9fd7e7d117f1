package dev.holdfast.lock.filesystem;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Commands of the system. They touch lock files where this JVM must not: it would drop its locks.
 */
final class Shell {

  private Shell() {}

  static void run(String command) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertTrue(process.waitFor(60, SECONDS), () -> "It does not end: " + command);
    assertEquals(0, process.exitValue(), () -> "It failed: " + command);
  }
}
