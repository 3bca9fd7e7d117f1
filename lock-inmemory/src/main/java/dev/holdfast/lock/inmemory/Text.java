package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockId;
import org.jspecify.annotations.Nullable;

/** How the messages and dumps of a fake put things. */
final class Text {

  private static final int LONGEST_NAME = 200;

  private Text() {}

  /** Kind and name, on one line whatever the name is. */
  static String of(LockId id) {
    return new LockId(id.namespace(), id.kind(), onOneLine(id.name())).toString();
  }

  static String onOneLine(String name) {
    StringBuilder text = new StringBuilder();
    name.chars()
        .limit(LONGEST_NAME)
        .forEach(
            c -> {
              if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || isBidi(c)) {
                text.append(String.format("\\u%04x", c));
              } else {
                text.append((char) c);
              }
            });
    int rest = name.length() - LONGEST_NAME;
    return rest > 0 ? text + "... and " + rest + " more characters" : text.toString();
  }

  /** Whether it makes what follows it look like something else. */
  private static boolean isBidi(int c) {
    return Character.getType(c) == Character.FORMAT;
  }

  static String lineOf(@Nullable AcquisitionSite site) {
    return AcquisitionSite.line(site).toString();
  }

  static String of(Thread thread) {
    return "thread \"" + thread.getName() + "\"";
  }

  /** The line and the thread of an acquisition. */
  static String of(@Nullable AcquisitionSite site) {
    return site == null ? lineOf(null) : lineOf(site) + " by " + of(site.thread());
  }

  /** Who waits for what, where. */
  static String of(Waiter waiter) {
    AcquisitionSite site = waiter.site();
    String what = of(waiter.lockable.id()) + " in mode " + waiter.wanted();
    String who = waiter.thread() != null ? of(waiter.thread()) + " waits" : "a future waits";
    return waiter.isUpgrade()
        ? who + " for the upgrade of " + of(waiter.lockable.id()) + ", acquired at " + of(site)
        : who + " for " + what + " at " + lineOf(site);
  }
}
