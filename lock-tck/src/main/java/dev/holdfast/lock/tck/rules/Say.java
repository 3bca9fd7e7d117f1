package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.Lockable;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How messages name what they speak of. */
final class Say {

  private Say() {}

  static String lock(Lockable<?> lock) {
    return "The " + lock.id() + " (" + lock.mode() + ")";
  }

  static String time(Duration duration) {
    double millis = duration.toNanos() / 1e6;
    return millis < 1_000
        ? String.format(Locale.ROOT, "%.3f ms", millis)
        : String.format(Locale.ROOT, "%.2f s", millis / 1_000);
  }

  static String time(long nanos) {
    return time(Duration.ofNanos(nanos));
  }

  static String failure(@Nullable Throwable failure) {
    return failure == null ? "nothing" : failure.toString();
  }

  /** A name of a lock in one printable line: what is not plain text becomes an escape. */
  static String name(String name) {
    StringBuilder said = new StringBuilder("\"");
    name.chars()
        .limit(60)
        .forEach(
            c -> {
              if (c >= ' ' && c < 127) {
                said.append((char) c);
              } else {
                said.append(String.format(Locale.ROOT, "\\u%04x", c));
              }
            });
    return said.append(name.length() > 60 ? "...\" (" + name.length() + " characters)" : "\"")
        .toString();
  }
}
