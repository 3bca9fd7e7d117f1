package dev.holdfast.lock.tck.report;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;

/**
 * A document of nested elements, HTML or XML. There is no way to write a text or the value of an
 * attribute without escaping and bounding it, whoever it came from.
 */
public final class Markup {

  /** Elements after which there is no line break, since that would be shown as a space. */
  private static final Set<String> INLINE =
      Set.of("a", "abbr", "b", "code", "label", "span", "strong", "time", "tspan");

  private final StringBuilder document = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** A document that begins so, without escapes: a constant of the kit. */
  public Markup(String beginning) {
    document.append(beginning);
  }

  /** Begins an element; the attributes are names and values in turn. */
  @CanIgnoreReturnValue
  public Markup open(String tag, String... attributes) {
    begin(tag, attributes);
    document.append('>');
    open.push(tag);
    return this;
  }

  private void begin(String tag, String... attributes) {
    if (attributes.length % 2 != 0) {
      throw new IllegalArgumentException("The last attribute of " + tag + " has no value.");
    }
    document.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      document.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      document.append('"');
    }
  }

  /** Ends the innermost element. */
  @CanIgnoreReturnValue
  public Markup close() {
    String tag = open.pop();
    document.append("</").append(tag).append('>');
    breakLineAfter(tag);
    return this;
  }

  private void breakLineAfter(String tag) {
    if (!INLINE.contains(tag)) {
      document.append('\n');
    }
  }

  /** An element without content. */
  @CanIgnoreReturnValue
  public Markup empty(String tag, String... attributes) {
    begin(tag, attributes);
    document.append("/>");
    breakLineAfter(tag);
    return this;
  }

  /** An element with nothing but text. */
  @CanIgnoreReturnValue
  public Markup leaf(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** Text inside of the innermost element. */
  @CanIgnoreReturnValue
  public Markup text(String text) {
    escape(text);
    return this;
  }

  /** A style sheet, which is not escaped inside of HTML: a constant of the kit. */
  @CanIgnoreReturnValue
  public Markup style(String sheet) {
    document.append("<style>\n").append(sheet).append("</style>\n");
    return this;
  }

  /**
   * A script, which is not escaped inside of HTML.
   *
   * @throws IllegalArgumentException if it contains what would end it
   */
  @CanIgnoreReturnValue
  public Markup script(String code) {
    if (code.toLowerCase(Locale.ROOT).contains("</script")) {
      throw new IllegalArgumentException("The script ends too early.");
    }
    document.append("<script>\n").append(code).append("\n</script>\n");
    return this;
  }

  private void escape(String foreign) {
    String text = Foreign.text(foreign, Foreign.MESSAGE);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> document.append("&amp;");
        case '<' -> document.append("&lt;");
        case '>' -> document.append("&gt;");
        case '"' -> document.append("&quot;");
        case '\'' -> document.append("&#39;");
        default -> document.append(c);
      }
    }
  }

  /** The document, when every element has ended. */
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("These elements have not ended: " + open);
    }
    return document.toString();
  }
}
