package dev.holdfast.lock.tck.rules;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Names that have confused somebody's backend. No two are equal as strings. */
final class NameCorpus {

  private NameCorpus() {}

  /** The names that are hard to keep apart, or to represent at all. */
  static List<String> nasty() {
    Set<String> names = new LinkedHashSet<>();
    names.addAll(List.of("", " ", "  ", "a", "a ", " a", "\ta", "a\n", "a\r\n", "\u00a0a"));
    names.addAll(List.of("A", "\u0430", "\uff41", "\u00e4", "a\u0308", "\u00c4", "A\u0308"));
    names.addAll(List.of("\u00df", "ss", "SS", "i", "I", "\u0130", "\u0131", "\ufb01", "fi"));
    names.addAll(List.of(".", "..", "...", "a.", "a..", ".a", "~", "-", "-a", "--a"));
    names.addAll(
        List.of("/", "//", "a/b", "a//b", "/a/b", "a/b/", "a/../b", "b", "./b", "../b", "../../b"));
    names.addAll(
        List.of(
            "a\\b", "\\", "a:b", "c:", "c:\\a", "a*", "a?", "a|b", "<a>", "\"a\"", "'a'", "`a`"));
    names.addAll(List.of("con", "CON", "nul", "aux", "com1", "prn.txt", "lpt1"));
    names.addAll(
        List.of("%", "%00", "%2F", "%2f", "a%2Fb", "a%b", "a+b", "a b", "a_b", "a-b", "a%20b"));
    names.addAll(
        List.of("a#b", "a&b=c", "a;b", "${a}", "{a}", "[a]", "a,b", "a=b", "@a", "!a", "$a"));
    names.addAll(
        List.of("\0", "a\0", "a\0b", "\u0001", "\u007f", "\u0085", "\u2028", "\ufeff", "\ufeffa"));
    names.addAll(
        List.of(
            "\ud83d\udd12",
            "\ud83d\udd13",
            "\ud83d",
            "\udd12",
            "?",
            "\ufffd",
            "\u200ba",
            "\u202ea"));
    names.addAll(List.of("Aa", "BB", "AaAa", "BBBB", "AaBB", "BBAa", "polygenelubricants"));
    names.addAll(
        List.of("a.lock", "a.tmp", "a.lck", "lock", "null", "0", "00", "1", "01", "-0", "1.0"));
    names.addAll(
        List.of("' OR 1=1 --", "a'; DROP TABLE locks; --", "\u65e5\u672c\u8a9e", "\u05d0\u05d1"));
    names.add("x".repeat(120));
    names.add("x".repeat(119) + "y");
    names.add("x".repeat(255));
    names.add("x".repeat(254) + "y");
    names.add("\u20ac".repeat(300));
    names.add("\u20ac".repeat(299) + "\u20ad");
    names.add("x".repeat(1_000));
    names.add("x".repeat(999) + "y");
    names.add("y" + "x".repeat(999));
    names.add("a/".repeat(500));
    names.add("../".repeat(333));
    return new ArrayList<>(names);
  }

  /**
   * The names of the corpus that no backend may reject: plain text of no more than 1,000
   * characters.
   */
  static boolean isPlain(String name) {
    return !name.isEmpty()
        && name.length() <= 1_000
        && name.chars()
            .allMatch(
                c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
  }

  /** A short random name; two draws are hardly ever equal. */
  static String random(RandomGenerator random) {
    StringBuilder name = new StringBuilder();
    for (int i = 3 + random.nextInt(12); i > 0; i--) {
      name.append((char) ('!' + random.nextInt('~' - '!')));
    }
    return name.append(Long.toString(random.nextLong() >>> 1, 36)).toString();
  }
}
