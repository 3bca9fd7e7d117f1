package dev.holdfast.lock.inmemory;

import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where an acquisition was asked for: the stack trace of it, and the thread. */
final class AcquisitionSite extends Throwable {

  private static final long serialVersionUID = 1L;

  private static final StackTraceElement UNKNOWN =
      new StackTraceElement("unknown", "unknown", null, -1);

  /** The packages through which the code of the user gets to the lock. */
  private static final Set<String> LIBRARY =
      Set.of("dev.holdfast.lock", AcquisitionSite.class.getPackageName());

  private final transient Thread thread = Thread.currentThread();

  /** Whether the thread got the handle as the answer to its own call, and not as a future. */
  private transient volatile boolean answeredToThread;

  AcquisitionSite() {
    super("acquired here");
  }

  Thread thread() {
    return thread;
  }

  void answeredToThread() {
    answeredToThread = true;
  }

  boolean isAnsweredToThread() {
    return answeredToThread;
  }

  /** The line of the user's code; a guess if the user's code is not on the stack at all. */
  static StackTraceElement line(@Nullable AcquisitionSite site) {
    if (site == null) {
      return UNKNOWN;
    }
    StackTraceElement[] stack = site.getStackTrace();
    return Stream.of(stack)
        .filter(frame -> !isLibrary(frame.getClassName()))
        .findFirst()
        .orElse(stack.length == 0 ? UNKNOWN : stack[0]);
  }

  private static boolean isLibrary(String className) {
    return className.startsWith("java.")
        || LIBRARY.contains(className.substring(0, Math.max(0, className.lastIndexOf('.'))));
  }
}
