package dev.holdfast.lock.filesystem;

import org.jspecify.annotations.Nullable;

/**
 * How many copies of this library, each loaded by a class loader of its own, use a file in this
 * JVM. A copy counts once, from before its first lock of the file to after its last.
 */
final class Copies {

  /*
   * Copies share no classes of ours, only those of the JDK. Two things of it are seen by all of them:
   *
   *   - an interned string, whose monitor serializes what they do with the file of that key;
   *   - a system property of the same name, which has the count; it is there only while that is not 0.
   *     It is a string, because other values break those who list the properties.
   *
   * Both are a protocol with releases past and future: they never change.
   *
   * Who replaces all system properties makes the copies forget each other. A count that makes no
   * sense is taken for a copy that never lets go: that costs a descriptor, and no lock.
   */

  private static final String PREFIX = "dev.holdfast.lock.filesystem ";

  private Copies() {}

  /** What to synchronize on, to open, close or count. Never for anything that others wait for. */
  static Object monitor(Object key) {
    return property(key).intern();
  }

  /** The name of the property, and of the monitor. */
  static String property(Object key) {
    return PREFIX + key;
  }

  /** Whether a copy uses the file. The answer lasts as long as the caller has the monitor. */
  static boolean use(Object key) {
    return count(key) > 0;
  }

  /** Counts this copy. The caller has the monitor. */
  static void enter(Object key) {
    set(key, count(key) + 1);
  }

  /** Counts this copy no more. The caller has the monitor. */
  static void leave(Object key) {
    set(key, count(key) - 1);
  }

  private static int count(Object key) {
    String count = System.getProperty(property(key));
    if (count == null) {
      return 0;
    }
    try {
      return Math.max(1, Integer.parseInt(count));
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  private static void set(Object key, int count) {
    @Nullable String unused =
        count > 0
            ? System.setProperty(property(key), Integer.toString(count))
            : System.clearProperty(property(key));
  }
}
