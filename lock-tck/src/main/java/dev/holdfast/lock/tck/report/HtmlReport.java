package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.Certificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The report for people: one page that needs nothing else, not even a script, and whose size is
 * bounded whatever the backend said.
 */
public final class HtmlReport {

  /** The name of the file. */
  public static final String FILE = "report.html";

  private static final String STYLE = "report.css";

  private HtmlReport() {}

  /**
   * Renders a certificate.
   *
   * @param certificate the certificate, not null
   * @return an HTML document, not null
   */
  public static String render(Certificate certificate) {
    var digest = Digest.of(certificate);
    Markup page = begin(title(certificate));
    LanesSvg.definitions(page);
    var summary = new SummarySection(digest);
    summary.write(page);
    new FindingsSection(digest).write(page);
    new RulesSection(digest).write(page);
    new MeasuredSection(digest).write(page);
    EnvironmentSection.write(page, certificate);
    return page.close().close().toString();
  }

  /**
   * Begins a page in the style of the reports: its head, and the tag of its body.
   *
   * @param title the title, not null
   * @return the page, whose elements {@code body} and {@code html} are open; not null
   */
  public static Markup begin(String title) {
    var page = new Markup("<!DOCTYPE html>\n");
    page.open("html", "lang", "en").open("head");
    page.empty("meta", "charset", "utf-8");
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.empty("meta", "name", "color-scheme", "content", "light dark");
    page.leaf("title", title);
    return page.style(style()).close().open("body");
  }

  private static String title(Certificate certificate) {
    String outcome = certificate.headline();
    return "%s: %s".formatted(outcome.substring(0, outcome.indexOf(':')), certificate.backend());
  }

  private static String style() {
    try (InputStream in = HtmlReport.class.getResourceAsStream(STYLE)) {
      if (in == null) {
        throw new IllegalStateException("The kit lacks its resource " + STYLE + ".");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The resource " + STYLE + " cannot be read.", e);
    }
  }
}
