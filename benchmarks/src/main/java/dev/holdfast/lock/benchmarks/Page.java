package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.tck.report.Markup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The report for people: one page that needs nothing else. */
final class Page {

  private static final String STYLE = "report.css";

  /** Draws the plots. */
  private static final String CHARTS =
      "/META-INF/resources/webjars/chart.js/4.4.9/dist/chart.umd.js";

  private Page() {}

  static String render(Results results) {
    var page = new Markup("<!DOCTYPE html>\n");
    page.open("html", "lang", "en").open("head");
    page.empty("meta", "charset", "utf-8");
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.leaf("title", "Lock benchmarks");
    page.style(resource(STYLE)).close().open("body");
    page.leaf("h1", "Lock benchmarks");
    page.leaf(
        "p",
        "Only ratios within this run mean anything; absolute figures are those of one machine on"
            + " one day.");
    for (Table table : new Tables(results).all()) {
      write(page, table);
    }
    plots(page, new Plots(results).all());
    return page.close().close().toString();
  }

  private static void write(Markup page, Table table) {
    page.leaf("h2", table.title());
    if (!table.note().isEmpty()) {
      page.leaf("p", table.note());
    }
    page.open("table").open("tr");
    table.columns().forEach(column -> page.leaf("th", column));
    page.close();
    for (List<String> row : table.rows()) {
      page.open("tr");
      row.forEach(cell -> page.leaf("td", cell, "class", style(cell)));
      page.close();
    }
    page.close();
  }

  private static String style(String cell) {
    String first = cell.split("[: ]", 2)[0];
    return switch (first) {
      case "MET", "MISSED", "UNKNOWN", "BROKEN", "FAILED" -> first.toLowerCase(Locale.ROOT);
      default -> "";
    };
  }

  private static void plots(Markup page, List<Plot> plots) {
    if (plots.isEmpty()) {
      return;
    }
    page.leaf("h2", "Plots");
    page.leaf("p", "Axes are logarithmic. The thin bar goes from the least to the greatest round.");
    page.script(resource(CHARTS));
    for (int i = 0; i < plots.size(); i++) {
      Plot plot = plots.get(i);
      String id = "plot" + i;
      page.open("div", "class", "plot", "style", "height: " + plot.pixels() + "px");
      page.open("canvas", "id", id).close().close();
      page.script(
          "new Chart(document.getElementById('%s'), %s);".formatted(id, plot.configuration()));
    }
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The resource " + name + " is missing.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The resource " + name + " cannot be read.", e);
    }
  }
}
