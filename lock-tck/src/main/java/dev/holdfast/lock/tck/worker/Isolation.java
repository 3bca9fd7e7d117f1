package dev.holdfast.lock.tck.worker;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Starts processes in a world of their own, as containers do: they are process 1 there, and do not
 * see those outside. Linux only, and only if the system lets the user do so.
 */
final class Isolation {

  private static final List<String> PRIVATE_PROCESSES =
      List.of("--pid", "--fork", "--kill-child", "--mount-proc");

  private static final class Found {
    static final Optional<List<String>> COMMAND =
        List.of(unshare("--user", "--map-root-user"), unshare()).stream()
            .filter(Isolation::works)
            .findFirst();
  }

  private Isolation() {}

  private static List<String> unshare(String... more) {
    var command = new ArrayList<>(List.of("unshare"));
    command.addAll(List.of(more));
    command.addAll(PRIVATE_PROCESSES);
    return List.copyOf(command);
  }

  private static boolean works(List<String> command) {
    var trial = new ArrayList<>(command);
    trial.add("true");
    try {
      Process process =
          new ProcessBuilder(trial)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      if (process.waitFor(10, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static boolean isPossible() {
    return Found.COMMAND.isPresent();
  }

  /** What goes before the command that is to be isolated. */
  static List<String> command() {
    return Found.COMMAND.orElseThrow(
        () -> new FaultUnavailable("This system lets nobody start a process that sees no others."));
  }
}
