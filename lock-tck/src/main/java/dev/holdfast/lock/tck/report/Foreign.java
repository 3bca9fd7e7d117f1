package dev.holdfast.lock.tck.report;

import java.util.Locale;

/**
 * Text from outside the kit, made fit for a document: bounded, and with what is not to be seen, or
 * not allowed in XML, as an escape such as {@code \u0007}. Markup in it is none of the business of
 * this class; whoever writes the document escapes that.
 */
final class Foreign {

  /** More of a message than this is of no use to a reader. */
  static final int MESSAGE = 20_000;

  /** The same for a line. */
  static final int LINE = 600;

  private Foreign() {}

  /** The text, with line breaks and tabs, or as much of it as the limit allows. */
  static String text(String foreign, int limit) {
    return clean(foreign, limit, true);
  }

  /** The text in one line. */
  static String line(String foreign, int limit) {
    return clean(foreign, limit, false);
  }

  private static String clean(String foreign, int limit, boolean breaks) {
    int end = end(foreign, limit);
    var clean = new StringBuilder(end);
    for (int i = 0, c; i < end; i += Character.charCount(c)) {
      c = foreign.codePointAt(i);
      if (isPlain(c) || (breaks && (c == '\n' || c == '\t'))) {
        clean.appendCodePoint(c);
      } else if (c != '\r' || !breaks) {
        clean.append(String.format(Locale.ROOT, c > 0xFFFF ? "\\U%06x" : "\\u%04x", c));
      }
    }
    if (end < foreign.length()) {
      clean.append("... (cut here; the whole has ");
      clean.append(String.format(Locale.ROOT, "%,d characters)", foreign.length()));
    }
    return clean.toString();
  }

  /** Does not part a pair of surrogates. */
  private static int end(String foreign, int limit) {
    if (foreign.length() <= limit) {
      return foreign.length();
    }
    return Character.isHighSurrogate(foreign.charAt(limit - 1)) ? limit - 1 : limit;
  }

  /** What can be seen, and does not change how its neighbours are shown. */
  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
