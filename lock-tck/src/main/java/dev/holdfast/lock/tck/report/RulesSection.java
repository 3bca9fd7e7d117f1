package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.Verdict;
import java.util.stream.Collectors;

/** Every rule with its outcome. */
final class RulesSection {

  /** So many subjects of one outcome are not named one by one. */
  private static final int MANY = 5;

  private final Digest digest;

  RulesSection(Digest digest) {
    this.digest = digest;
  }

  void write(Markup page) {
    page.open("section", "aria-labelledby", "rules");
    page.leaf("h2", "All rules", "id", "rules");
    boolean filters = !digest.findings().isEmpty();
    if (filters) {
      filter(page);
    }
    page.open("table", "class", "rules");
    page.leaf(
        "caption",
        "What did not pass stands first. \u201CEvents\u201D counts what was seen that would have shown"
            + " a violation.");
    page.open("thead").open("tr");
    for (String head : new String[] {"Rule", "Outcome", "What it says", "Binding"}) {
      page.leaf("th", head, "scope", "col");
    }
    page.leaf("th", "Events", "scope", "col", "class", "num");
    page.leaf("th", "Time", "scope", "col", "class", "num");
    page.close().close().open("tbody");
    digest.rules().forEach(rated -> row(page, rated));
    page.close().close().close();
  }

  /** Works without a script: the style sheet looks at the buttons. */
  private void filter(Markup page) {
    page.open("fieldset").leaf("legend", "Show");
    page.empty("input", "type", "radio", "name", "show", "id", "show-all", "checked", "checked");
    page.leaf("label", "all " + digest.rules().size(), "for", "show-all");
    page.empty("input", "type", "radio", "name", "show", "id", "only-bad");
    page.leaf(
        "label", "only the " + digest.findings().size() + " with findings", "for", "only-bad");
    page.close();
  }

  private void row(Markup page, Digest.Rated rated) {
    RuleResult rule = rated.rule();
    Status status = rated.status();
    page.open("tr", "class", status.isFinding() ? "finding-row" : "fine");
    page.open("th", "scope", "row");
    if (status.isFinding()) {
      page.leaf("a", rule.id(), "href", "#" + rated.anchor());
    } else {
      page.text(rule.id());
    }
    page.close();
    page.leaf("td", status.label(), "class", status.style());
    page.open("td", "class", "long").text(rule.text());
    String subjects = subjects(rule);
    if (!subjects.isEmpty()) {
      page.leaf("span", subjects, "class", "first");
    }
    String remark = remark(rule, status);
    if (!remark.isEmpty()) {
      page.leaf("span", remark, "class", "first");
    }
    page.close();
    page.leaf("td", binding(rule), "data-label", "Binding");
    page.leaf("td", Times.count(rule.evidence()), "class", "num", "data-label", "Events");
    page.leaf("td", Times.of(rule.duration()), "class", "num", "data-label", "Time");
    page.close();
  }

  /** Which locks it was tried on, with the outcome where it differs from the rule's. */
  private static String subjects(RuleResult rule) {
    String names =
        rule.subjects().stream()
            .filter(result -> !result.subject().isEmpty())
            .map(
                result ->
                    result.verdict() == rule.verdict()
                        ? result.subject()
                        : result.subject() + " (" + word(result.verdict()) + ")")
            .collect(Collectors.joining(", "));
    if (rule.subjects().size() >= MANY && !names.contains("(")) {
      return "Tried on " + rule.subjects().size() + " kinds of lock.";
    }
    return names.isEmpty() ? "" : "Tried on: " + names + ".";
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case PASS -> "passed";
      case FAIL -> "failed";
      case NOT_APPLICABLE -> "not offered";
      case WAIVED -> "waived";
      case INCONCLUSIVE -> "inconclusive";
      case HARNESS_ERROR -> "kit error";
    };
  }

  private static String remark(RuleResult rule, Status status) {
    return switch (status) {
      case PASSED -> warnings(rule);
      case NOT_SELECTED, NOT_RUN -> "";
      case NOT_APPLICABLE ->
          (Foreign.line(rule.message().lines().findFirst().orElse(""), Foreign.LINE)
                  + " "
                  + warnings(rule))
              .strip();
      case FAILED, KIT_ERROR, INCONCLUSIVE, NOT_FOLLOWED, WAIVED ->
          Foreign.line(rule.message().lines().findFirst().orElse(""), Foreign.LINE);
    };
  }

  private static String warnings(RuleResult rule) {
    String all = String.join(" ", rule.warnings());
    return all.isEmpty() ? "" : Foreign.line("Warning: " + all, Foreign.LINE);
  }

  private static String binding(RuleResult rule) {
    return switch (rule.level()) {
      case MUST -> "always";
      case SHOULD -> "recommended";
      case IF_DECLARED -> "if declared: " + rule.capability().map(Enum::name).orElse("");
    };
  }
}
