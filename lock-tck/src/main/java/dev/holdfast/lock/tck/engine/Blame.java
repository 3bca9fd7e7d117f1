package dev.holdfast.lock.tck.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells from stack frames whose code it is: the kit's, the platform's, or the backend's, which is
 * everything else. The API's own default methods count as the backend, which chose not to override
 * them.
 */
final class Blame {

  private static final List<String> PLATFORM =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.",
          "org.junit.",
          "org.opentest4j.",
          "net.jqwik.",
          "com.fasterxml.jackson.",
          "org.HdrHistogram.",
          "org.apache.commons.io.");

  private static final String KIT = "dev.holdfast.lock.tck.";
  private static final List<String> KIT_SUBPACKAGES =
      List.of("engine.", "rules.", "worker.", "program.", "history.", "checker.");

  private Blame() {}

  static boolean isKit(StackTraceElement frame) {
    String name = frame.getClassName();
    if (!name.startsWith(KIT)) {
      return false;
    }
    String rest = name.substring(KIT.length());
    return rest.indexOf('.') < 0 || KIT_SUBPACKAGES.stream().anyMatch(rest::startsWith);
  }

  static boolean isPlatform(StackTraceElement frame) {
    return PLATFORM.stream().anyMatch(frame.getClassName()::startsWith);
  }

  static boolean isBackend(StackTraceElement frame) {
    return !isKit(frame) && !isPlatform(frame);
  }

  /** Whether this code, or what it has called on the platform, is the backend's. */
  static boolean isInsideBackend(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .filter(frame -> !isPlatform(frame))
        .findFirst()
        .map(Blame::isBackend)
        .orElse(false);
  }

  /** Whether the exception or one of its causes was thrown by the backend, or is one of its own. */
  static boolean isFromBackend(Throwable thrown) {
    return chain(thrown).anyMatch(Blame::wasThrownByBackend);
  }

  private static boolean wasThrownByBackend(Throwable thrown) {
    String type = thrown.getClass().getName();
    return Arrays.stream(thrown.getStackTrace()).anyMatch(Blame::isBackend)
        || isBackend(new StackTraceElement(type, "", null, -1));
  }

  /** The first of this type among the exception and its causes: futures wrap what they carry. */
  static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> type) {
    return chain(thrown).filter(type::isInstance).map(type::cast).findFirst();
  }

  private static java.util.stream.Stream<Throwable> chain(Throwable thrown) {
    // The limit guards against a cycle of causes.
    return java.util.stream.Stream.<Throwable>iterate(thrown, t -> t != null, Throwable::getCause)
        .limit(20);
  }

  static String stacks(Map<Thread, StackTraceElement[]> stacks) {
    return stacks.entrySet().stream()
        .map(entry -> stack(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining());
  }

  static String stack(Thread thread, StackTraceElement[] frames) {
    var text = new StringBuilder();
    text.append("\n  thread \"").append(thread.getName()).append("\" ").append(thread.getState());
    for (var frame : frames) {
      text.append("\n    at ").append(frame);
    }
    return text.toString();
  }
}
