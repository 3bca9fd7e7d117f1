package dev.holdfast.lock.tck.cli.volume;

import dev.holdfast.lock.tck.report.HtmlReport;
import dev.holdfast.lock.tck.report.Markup;
import java.util.List;

/** The report as one page that needs nothing else. */
final class VolumeHtml {

  private VolumeHtml() {}

  static String of(VolumeReport report) {
    Markup page = HtmlReport.begin(report.verdict() + ": locks on a volume");
    page.open("header").leaf("h1", "Do file locks work on this volume?");
    page.leaf(
        "p",
        "Checked by %s from %s to %s.".formatted(report.kit(), report.started(), report.finished()),
        "class",
        "soft");
    page.open("p", "class", "banner " + report.verdict().style());
    page.leaf("strong", report.verdict().name()).text(" " + report.headline()).close().close();
    mounts(page, report);
    findings(page, report);
    for (Finding finding : report.findings()) {
      if (!finding.evidence().isEmpty()) {
        page.open("section").leaf("h2", "Proof: " + finding.property().title());
        page.leaf("p", finding.property().promise());
        page.leaf("p", "What happened, by one clock:");
        page.leaf("pre", String.join("\n", finding.evidence()), "class", "wide").close();
      }
    }
    list(page, "Notes", report.notes());
    list(page, "What to do", report.advice());
    return page.close().close().toString();
  }

  private static void mounts(Markup page, VolumeReport report) {
    page.open("section").leaf("h2", "Mounts").open("div", "class", "wide").open("table");
    row(page, "th", List.of("", "Host", "Directory", "Type", "Source", "Mounted at", "Options"));
    for (Mount mount : report.mounts()) {
      row(
          page,
          "td",
          List.of(
              Integer.toString(mount.number()),
              mount.host(),
              mount.directory(),
              mount.type(),
              mount.source(),
              mount.point(),
              String.join(", ", mount.options())));
    }
    page.close().close().close();
  }

  private static void findings(Markup page, VolumeReport report) {
    page.open("section").leaf("h2", "What was looked at");
    page.open("div", "class", "wide").open("table");
    row(page, "th", List.of("Property", "Outcome", "Seen"));
    for (Finding finding : report.findings()) {
      page.open("tr");
      page.open("td").leaf("strong", finding.property().title()).empty("br");
      page.leaf("span", finding.property().promise(), "class", "soft").close();
      page.open("td")
          .leaf("span", finding.outcome().words(), "class", finding.outcome().style())
          .close();
      page.leaf("td", finding.observed()).close();
    }
    page.close().close().close();
  }

  private static void row(Markup page, String tag, List<String> cells) {
    page.open("tr");
    cells.forEach(cell -> page.leaf(tag, cell));
    page.close();
  }

  private static void list(Markup page, String title, List<String> entries) {
    if (!entries.isEmpty()) {
      page.open("section").leaf("h2", title).open("ul");
      entries.forEach(entry -> page.leaf("li", entry));
      page.close().close();
    }
  }
}
