package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.Bound;
import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.Latency;
import dev.holdfast.lock.tck.RuleResult;
import java.util.List;
import java.util.Locale;

/** What was measured besides the verdicts: power, latencies, and bounds. */
final class MeasuredSection {

  /** More rows than this are not shown. */
  private static final int MOST_ROWS = 200;

  private final Certificate certificate;

  MeasuredSection(Digest digest) {
    this.certificate = digest.certificate();
  }

  void write(Markup page) {
    power(page);
    latencies(page);
    bounds(page);
  }

  private void power(Markup page) {
    List<RuleResult> passed =
        certificate.rules().stream().filter(rule -> rule.excludedRate().isPresent()).toList();
    page.open("section", "aria-labelledby", "power");
    page.leaf("h2", "How sure is a pass?", "id", "power");
    if (passed.isEmpty()) {
      page.leaf("p", "No rule that is tested by heavy use has passed in this run.").close();
      return;
    }
    page.leaf(
        "p",
        "Most rules are tested by making the one situation that matters. Those below are about races,"
            + " and tested by heavy use. If a bug shows up with probability p at each of n"
            + " opportunities, it stays hidden in all of them with probability (1 - p)\u207F. A p for"
            + " which that is less than 5 % is excluded at 95 %: roughly, p > 3/n.");
    head(page, "Rules tested by heavy use", "Rule", "Opportunities n", "Excluded at 95 %");
    passed.stream().limit(MOST_ROWS).forEach(rule -> power(page, rule));
    page.close().close().close().close();
  }

  private static void power(Markup page, RuleResult rule) {
    double rate = rule.excludedRate().orElseThrow();
    page.open("tr").leaf("th", rule.id(), "scope", "row");
    page.leaf("td", Times.count(rule.evidence()), "class", "num");
    page.leaf(
        "td",
        "bugs that show up more often than once in %s opportunities (p > %s)"
            .formatted(Times.count(Math.round(1 / rate)), Times.probability(rate)));
    page.close();
  }

  private void latencies(Markup page) {
    page.open("section", "aria-labelledby", "latencies");
    page.leaf("h2", "Latencies", "id", "latencies");
    boolean any =
        certificate.rules().stream()
            .flatMap(rule -> rule.subjects().stream())
            .anyMatch(result -> !result.measurements().latencies().isEmpty());
    if (!any) {
      page.leaf("p", "No rule that measures latencies was run to its end.").close();
      return;
    }
    page.leaf(
        "p",
        "What the stress rules saw on the way, with more threads than cores and often for the sake of"
            + " conflict. A description of this run, not a benchmark, and no part of the verdict.");
    head(
        page,
        "Percentiles",
        "Rule",
        "From and to",
        "Count",
        "Half",
        "90 %",
        "99 %",
        "99.9 %",
        "Longest");
    int rows = 0;
    for (var rule : certificate.rules()) {
      for (var result : rule.subjects()) {
        for (var latency : result.measurements().latencies()) {
          if (rows++ < MOST_ROWS) {
            String subject = result.subject().isEmpty() ? "" : ", " + result.subject();
            latency(page, rule.id() + subject, latency);
          }
        }
      }
    }
    page.close().close().close().close();
  }

  private static void latency(Markup page, String what, Latency latency) {
    page.open("tr").leaf("th", what, "scope", "row").leaf("td", kind(latency.kind()));
    number(page, Times.count(latency.count()));
    number(page, Times.of(latency.median()));
    number(page, Times.of(latency.p90()));
    number(page, Times.of(latency.p99()));
    number(page, Times.of(latency.p999()));
    number(page, Times.of(latency.longest()));
    page.close();
  }

  private static String kind(Latency.Kind kind) {
    return switch (kind) {
      case GRANT -> "call until grant";
      case HAND_OVER -> "close until the next waiter has it";
    };
  }

  private void bounds(Markup page) {
    page.open("section", "aria-labelledby", "bounds");
    page.leaf("h2", "Bounds", "id", "bounds");
    page.leaf(
        "p",
        "What the backend declares, and the worst that the rules came across. A rule allows the"
            + " machine something on top of a bound, so that more than declared is not always too"
            + " much.");
    head(page, "Declared and observed", "Bound", "Declared", "Worst observed", "Seen by");
    for (Bound bound : Bound.values()) {
      bound(page, bound);
    }
    page.close().close().close().close();
  }

  private void bound(Markup page, Bound bound) {
    double declared = bound.declaredIn(certificate.bounds());
    double worst = Double.NEGATIVE_INFINITY;
    String seenBy = "";
    for (var rule : certificate.rules()) {
      for (var result : rule.subjects()) {
        Double seen = result.measurements().observed().get(bound);
        if (seen != null && seen > worst) {
          worst = seen;
          seenBy = rule.id() + (result.subject().isEmpty() ? "" : ", " + result.subject());
        }
      }
    }
    page.open("tr")
        .leaf("th", bound.name().toLowerCase(Locale.ROOT).replace('_', ' '), "scope", "row");
    number(page, value(bound, declared));
    if (seenBy.isEmpty()) {
      number(page, "not observed");
    } else if (worst > declared) {
      number(page, value(bound, worst) + ", which is more");
    } else {
      number(page, value(bound, worst));
    }
    page.leaf("td", seenBy).close();
  }

  private static String value(Bound bound, double value) {
    return bound.unit().equals("ms")
        ? Times.nanos(Math.round(value * 1e6))
        : Times.count(Math.round(value)) + " " + bound.unit();
  }

  /** Opens a scrollable table and its body: three elements to close. */
  private static void head(Markup page, String caption, String... columns) {
    page.open("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", caption);
    page.open("table").leaf("caption", caption).open("thead").open("tr");
    for (int i = 0; i < columns.length; i++) {
      boolean isText =
          i == 0
              || columns[i].contains(" at ")
              || columns[i].endsWith("to")
              || columns[i].endsWith("by");
      page.leaf("th", columns[i], "scope", "col", "class", isText ? "name" : "num");
    }
    page.close().close().open("tbody");
  }

  private static void number(Markup page, String text) {
    page.leaf("td", text, "class", "num");
  }
}
