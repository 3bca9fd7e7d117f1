package dev.holdfast.lock.tck.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Notices that the backend ends the JVM in which it is tested. Such an exit must not look like the
 * end of a run: its status may even be 0. A call of {@link Runtime#halt} cannot be noticed.
 */
public final class JvmExit implements AutoCloseable {

  /** What a build or an editor runs tests with; it may end the JVM, too. */
  private static final List<String> RUNNERS =
      List.of("org.apache.maven.", "org.gradle.", "com.intellij.", "org.eclipse.", "worker.org.");

  private static final int FAILED = 1;

  private final Runnable last;
  private final Thread hook = new Thread(this::run, "lock-tck-exit");

  private JvmExit(Runnable last) {
    this.last = last;
  }

  /**
   * From now on an exit by the backend ends the JVM with status 1.
   *
   * @param last is done before that, such as to write the report; not null
   * @return to be closed when the run has ended, not null
   */
  public static JvmExit watch(Runnable last) {
    var watch = new JvmExit(last);
    Runtime.getRuntime().addShutdownHook(watch.hook);
    return watch;
  }

  /** The stack of the backend's thread that ends this JVM, if one does. */
  static Optional<String> byBackend() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> isExitOfBackend(entry.getValue()))
        .map(entry -> Blame.stack(entry.getKey(), entry.getValue()))
        .findFirst();
  }

  private static boolean isExitOfBackend(StackTraceElement[] stack) {
    return Arrays.stream(stack).anyMatch(JvmExit::isExit)
        && Arrays.stream(stack).filter(frame -> !isRunner(frame)).anyMatch(Blame::isBackend);
  }

  private static boolean isExit(StackTraceElement frame) {
    return frame.getClassName().equals("java.lang.Runtime") && frame.getMethodName().equals("exit");
  }

  private static boolean isRunner(StackTraceElement frame) {
    return RUNNERS.stream().anyMatch(frame.getClassName()::startsWith);
  }

  private void run() {
    Optional<String> culprit = byBackend();
    if (culprit.isPresent()) {
      try {
        last.run();
        System.err.println("The backend has ended the JVM." + culprit.get());
      } finally {
        Runtime.getRuntime().halt(FAILED);
      }
    }
  }

  @Override
  public void close() {
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM exits already, and the hook has run or is running.
    }
  }
}
