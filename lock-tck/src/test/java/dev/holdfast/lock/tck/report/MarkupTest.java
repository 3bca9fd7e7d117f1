package dev.holdfast.lock.tck.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class MarkupTest {

  @Test
  void textAndAttributesAreEscaped() {
    String text = new Markup("").leaf("p", "<a href='x'>\"&\"</a>", "title", "\"><b>").toString();
    assertEquals(
        "<p title=\"&quot;&gt;&lt;b&gt;\">&lt;a href=&#39;x&#39;&gt;&quot;&amp;&quot;&lt;/a&gt;</p>\n",
        text);
  }

  @Test
  void everyCharacterMayBeWritten() throws Exception {
    var foreign = new StringBuilder();
    for (int c = 0; c <= 0xFFFF; c++) {
      foreign.append((char) c);
      if (foreign.length() == 1_000) {
        parses(foreign.toString());
        foreign.setLength(0);
      }
    }
    foreign.appendCodePoint(0x1F600).appendCodePoint(0xE0001).appendCodePoint(0x10FFFF);
    parses(foreign.toString());
  }

  private static void parses(String foreign) throws Exception {
    String document = new Markup("").leaf("p", foreign, "title", foreign).toString();
    var parsed =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(document)));
    String text = parsed.getDocumentElement().getTextContent();
    assertEquals(Foreign.text(foreign, Foreign.MESSAGE).replace("\r\n", "\n"), text);
  }

  @Test
  void whatIsInvisibleOrChangesTheDirectionIsShown() {
    assertEquals("a\\u0000b\\u202ec\\ud800d\\u0007", Foreign.line("a\0b\u202Ec\uD800d\u0007", 99));
    assertEquals("one\\u000atwo", Foreign.line("one\ntwo", 99));
    assertEquals("one\n\ttwo", Foreign.text("one\r\n\ttwo", 99));
    assertEquals("\u00E4\u4E2D\uD83D\uDE00", Foreign.line("\u00E4\u4E2D\uD83D\uDE00", 99));
  }

  @Test
  void longTextIsCutAndSaysSo() {
    String cut = Foreign.line("x".repeat(5_000_000), 100);
    assertEquals("x".repeat(100) + "... (cut here; the whole has 5,000,000 characters)", cut);
    String pair = Foreign.line("x\uD83D\uDE00", 2);
    assertTrue(pair.startsWith("x... (cut"), pair);
    String page = new Markup("").leaf("p", "&".repeat(5_000_000)).toString();
    assertTrue(page.length() < 6 * Foreign.MESSAGE, () -> "a page of " + page.length());
  }

  @Test
  void whatIsNotClosedIsNoDocument() {
    var page = new Markup("").open("p");
    assertThrows(IllegalStateException.class, page::toString);
  }
}
