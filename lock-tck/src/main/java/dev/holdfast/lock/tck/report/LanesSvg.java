package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.checker.Proof;
import dev.holdfast.lock.tck.checker.Span;
import java.util.Locale;

/** Draws a proof. The colours are the style sheet's. */
final class LanesSvg {

  private static final double THICK = 18;
  private static final double LETTER = 6.7;
  private static final int LONGEST_LABEL = 22;

  private final Markup page;
  private final Lanes lanes;
  private final Proof proof;
  private final String id;

  private LanesSvg(Markup page, Proof proof, String id) {
    this.page = page;
    this.lanes = Lanes.of(proof);
    this.proof = proof;
    this.id = id;
  }

  /** Draws; the id is one that nothing else on the page has. */
  static void draw(Markup page, Proof proof, String id) {
    new LanesSvg(page, proof, id).draw();
  }

  /** What all pictures on a page refer to; once. */
  static void definitions(Markup page) {
    page.open("svg", "width", "0", "height", "0", "aria-hidden", "true", "class", "defs")
        .open("defs")
        .open(
            "pattern",
            "id",
            "hatch",
            "width",
            "7",
            "height",
            "7",
            "patternUnits",
            "userSpaceOnUse",
            "patternTransform",
            "rotate(45)")
        .empty("line", "x1", "1", "y1", "0", "x2", "1", "y2", "7", "class", "hatching")
        .close()
        .close()
        .close();
  }

  private void draw() {
    page.open(
        "svg",
        "class",
        "lanes",
        "viewBox",
        "0 0 " + number(Lanes.WIDTH) + " " + number(lanes.bottom() + 30),
        "role",
        "img",
        "aria-labelledby",
        id + "-title " + id + "-text");
    page.leaf(
        "title", "Who held " + Foreign.line(proof.resource().toString(), 80), "id", id + "-title");
    page.leaf("desc", description(), "id", id + "-text");
    grid();
    lanes.faults().forEach(fault -> band(fault, "fault"));
    lanes.bars().forEach(this::bar);
    lanes.waits().forEach(this::waiting);
    lanes.whiskers().forEach(this::whisker);
    band(lanes.violation(), "conflict");
    lanes.bars().stream().filter(this::isLabelled).forEach(this::label);
    page.close();
  }

  private String description() {
    return Foreign.line(proof.finding(), Foreign.LINE)
        + " The table below lists the same events in the order of time.";
  }

  private void grid() {
    for (var tick : lanes.axis().ticks(92)) {
      line("grid", tick.x(), Lanes.TOP, tick.x(), lanes.bottom());
      text("axis", tick.x(), lanes.bottom() + 18, "middle", "+" + Times.nanos(tick.sinceBegin()));
    }
    for (var lane : lanes.lanes()) {
      line("rail", lanes.left() - 8, lane.y(), lanes.right(), lane.y());
      if (!lane.label().isEmpty()) {
        String label = Foreign.line(lane.label(), LONGEST_LABEL * 4);
        String shown =
            label.length() <= LONGEST_LABEL ? label : label.substring(0, LONGEST_LABEL) + "\u2026";
        page.open(
            "text",
            "class",
            "lane",
            "x",
            number(lanes.left() - 16),
            "y",
            number(lane.y() + 4),
            "text-anchor",
            "end");
        page.leaf("title", label).text(shown).close();
      }
    }
  }

  private void bar(Lanes.Bar bar) {
    double width = Math.max(1, bar.to() - bar.from());
    page.open("g").leaf("title", title(bar));
    page.empty(
        "rect",
        "class",
        bar.isCore() ? "core" : "maybe",
        "x",
        number(bar.from()),
        "y",
        number(bar.y() - THICK / 2),
        "width",
        number(width),
        "height",
        number(THICK));
    page.close();
  }

  /** Of a handle that is certainly held, only that span is labelled. */
  private boolean isLabelled(Lanes.Bar bar) {
    return bar.isCore()
        || lanes.bars().stream()
            .noneMatch(other -> other.isCore() && other.span().handle() == bar.span().handle());
  }

  private void label(Lanes.Bar bar) {
    String label = words(bar);
    if (LETTER * label.length() + 6 <= bar.to() - bar.from()) {
      text(bar.isCore() ? "inside" : "beside", bar.from() + 5, bar.y() + 4, "start", label);
    } else {
      text("beside", bar.from(), bar.y() - THICK / 2 - 4, "start", label);
    }
  }

  private static String words(Lanes.Bar bar) {
    Span span = bar.span();
    String token =
        span.token().isPresent() && bar.isCore() ? " token " + span.token().getAsLong() : "";
    String possible = bar.isCore() ? "" : "?";
    return Words.handle(span.handle())
        + " "
        + span.mode()
        + possible
        + Words.weight(span.weight())
        + token
        + (bar.open() ? " \u2192" : "");
  }

  private static String title(Lanes.Bar bar) {
    String certainty = bar.isCore() ? " certainly held" : " possibly held";
    String end = bar.open() ? ", and not released within this history" : "";
    return Foreign.line(bar.span().who(), Foreign.LINE) + certainty + end;
  }

  private void waiting(Lanes.Wait wait) {
    line("pending", wait.from(), wait.y(), wait.to(), wait.y());
    text("beside", wait.from() + 3, wait.y() - THICK / 2 - 4, "start", wait.label());
  }

  private void whisker(Lanes.Whisker whisker) {
    page.open("g").leaf("title", whisker.what());
    double reach = THICK / 2 + 5;
    line("whisker", whisker.x(), whisker.y() - THICK / 2, whisker.x(), whisker.y() + reach);
    page.close();
  }

  private void band(Lanes.Band band, String style) {
    page.empty(
        "rect",
        "class",
        style,
        "x",
        number(band.from()),
        "y",
        number(Lanes.TOP - 8),
        "width",
        number(band.to() - band.from()),
        "height",
        number(lanes.bottom() - Lanes.TOP + 8));
    boolean fits = band.from() + LETTER * band.label().length() < lanes.right();
    text(
        style + "-label",
        fits ? band.from() : band.to(),
        style.equals("fault") ? Lanes.TOP - 24 : Lanes.TOP - 12,
        fits ? "start" : "end",
        band.label());
  }

  private void line(String style, double x1, double y1, double x2, double y2) {
    page.empty(
        "line",
        "class",
        style,
        "x1",
        number(x1),
        "y1",
        number(y1),
        "x2",
        number(x2),
        "y2",
        number(y2));
  }

  private void text(String style, double x, double y, String anchor, String text) {
    page.leaf("text", text, "class", style, "x", number(x), "y", number(y), "text-anchor", anchor);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
