package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.history.Fault;
import java.util.List;

/**
 * What did not pass, in six parts each: what happened; the rule; the operations that show it, as a
 * picture and as a table; why that breaks the rule; how to see it again; and where it was seen.
 */
final class FindingsSection {

  /** More rules than this are not explained; the table names them all. */
  private static final int MOST_RULES = 40;

  /** More subjects of a rule than this are not explained. */
  private static final int MOST_SUBJECTS = 8;

  private final Digest digest;
  private final Certificate certificate;
  private int pictures;

  FindingsSection(Digest digest) {
    this.digest = digest;
    this.certificate = digest.certificate();
  }

  void write(Markup page) {
    List<Digest.Rated> findings = digest.findings();
    if (findings.isEmpty()) {
      return;
    }
    page.open("section", "aria-labelledby", "findings");
    page.leaf("h2", "Findings", "id", "findings");
    findings.stream().limit(MOST_RULES).forEach(rated -> article(page, rated));
    int left = findings.size() - MOST_RULES;
    if (left > 0) {
      page.leaf(
          "p",
          "%s more are named in the table of all rules, and told in full in %s."
              .formatted(Times.count(left), Certificate.JSON_FILE));
    }
    page.close();
  }

  private void article(Markup page, Digest.Rated rated) {
    RuleResult rule = rated.rule();
    List<Finding> findings = Finding.of(rule);
    boolean minor = rated.status() != Status.FAILED;
    page.open("article", "class", minor ? "failure minor" : "failure", "id", rated.anchor());
    page.open("h3").leaf("span", rated.status().label(), "class", rated.status().style());
    page.text(" " + rule.id()).close();
    Finding first = findings.get(0);
    whatHappened(page, first);
    theRule(page, rule);
    evidence(page, first);
    again(page, rule);
    List<Finding> others = findings.subList(1, findings.size());
    if (!others.isEmpty()) {
      page.leaf("h4", "The same rule was also tried on: " + Finding.subjects(others));
      others.stream().limit(MOST_SUBJECTS).forEach(other -> other(page, other));
    }
    page.close();
  }

  private void whatHappened(Markup page, Finding finding) {
    page.leaf("p", Foreign.line(finding.sentence(), Foreign.LINE), "class", "finding");
    finding.waiver().ifPresent(waiver -> page.leaf("p", Foreign.line(waiver, Foreign.LINE)));
    finding.result().warnings().stream()
        .limit(MOST_SUBJECTS)
        .forEach(warning -> page.leaf("p", "Warning: " + Foreign.line(warning, Foreign.LINE)));
  }

  private static void theRule(Markup page, RuleResult rule) {
    page.leaf("h4", "The rule");
    page.open("blockquote").leaf("p", rule.text()).close();
    page.open("dl", "class", "facts");
    fact(page, "Binding", binding(rule));
    fact(page, "Why it matters", rule.reason());
    if (!rule.causes().isEmpty()) {
      page.leaf("dt", "Typical causes").open("dd").open("ul");
      rule.causes().forEach(cause -> page.leaf("li", cause));
      page.close().close();
    }
    page.close();
  }

  static String binding(RuleResult rule) {
    return switch (rule.level()) {
      case MUST -> "yes, for every backend";
      case SHOULD -> "no, a recommendation";
      case IF_DECLARED ->
          "yes, because the backend declares "
              + rule.capability().map(Enum::name).orElse("the capability");
    };
  }

  private void evidence(Markup page, Finding finding) {
    finding
        .result()
        .proof()
        .ifPresent(
            proof -> {
              page.leaf("h4", "What was seen");
              page.open("figure");
              page.open(
                  "div",
                  "class",
                  "wide",
                  "tabindex",
                  "0",
                  "role",
                  "region",
                  "aria-label",
                  "Picture");
              LanesSvg.draw(page, proof, "lanes-" + ++pictures);
              page.close();
              legend(page, proof.witness().stream().anyMatch(Fault.class::isInstance));
              page.close();
              EventTable.write(page, proof);
              HistoryFiles.file(finding.rule(), finding.result())
                  .ifPresent(file -> historyFile(page, file));
            });
    finding
        .reason()
        .ifPresent(
            reason -> {
              page.leaf("h4", "Why that breaks the rule");
              page.leaf("p", Foreign.text(reason, Foreign.LINE));
            });
    if (!finding.rest().isEmpty()) {
      page.leaf(
          "h4",
          finding.result().program().isPresent()
              ? "The program that shows it, as small as the kit could make it"
              : "Details");
      page.leaf("pre", finding.rest(), "tabindex", "0");
    }
    if (finding.result().proof().isEmpty() && finding.rest().isEmpty()) {
      page.leaf("h4", "What was seen");
      page.leaf("p", nothingMore(finding));
    }
  }

  private static String nothingMore(Finding finding) {
    if (finding.result().verdict() != Verdict.FAIL) {
      return "There is no more to see than the sentence above.";
    }
    return finding.rule().stress()
        ? "The check uses the lock heavily and watches from inside. It stopped at the first sight of"
            + " what the sentence above says; the calls before were not recorded."
        : "The check makes a few calls in a fixed order and looks at what comes of each. The sentence"
            + " above says what came that should not have come; there is no more to see.";
  }

  private static void historyFile(Markup page, String file) {
    page.open("p", "class", "soft").text("The same as JSON Lines: ");
    page.leaf("a", file, "href", file).close();
  }

  private static void legend(Markup page, boolean hasFaults) {
    page.open("figcaption").open("ul", "class", "legend");
    key(page, "core", "certainly held");
    key(page, "maybe", "possibly held");
    key(page, "conflict", "the violation");
    if (hasFaults) {
      key(page, "fault", "a fault that the kit injected");
    }
    page.close();
    page.text(
        "Time runs from left to right; the order is exact, distances are compressed. Upright strokes"
            + " are calls and returns.");
    page.close();
  }

  private static void key(Markup page, String style, String meaning) {
    page.open("li").leaf("span", "", "class", "key " + style).text(meaning).close();
  }

  private void again(Markup page, RuleResult rule) {
    var environment = certificate.environment();
    page.leaf("h4", "See it again");
    page.open("dl", "class", "facts");
    page.leaf("dt", "With the command").open("dd");
    page.leaf("code", Replay.command(rule.id(), certificate)).close();
    page.leaf("dt", "With your test").open("dd");
    page.leaf("code", Replay.properties(rule.id(), certificate.options())).close();
    if (rule.subjects().stream().anyMatch(result -> result.program().isPresent())) {
      page.leaf("dt", "Just the program").open("dd");
      page.leaf("code", Replay.program(rule.id(), certificate)).close();
    }
    fact(
        page,
        "Seed",
        "%d. It makes the kit\u2019s choices the same; how threads interleave is different each time, so"
                .formatted(certificate.options().seed())
            + " a race may take several runs.");
    fact(
        page,
        "Where",
        "%s on %s with %d cores; the machine stalled for %s at worst."
            .formatted(
                environment.jdk(),
                environment.os(),
                environment.cores(),
                Times.of(environment.worstStall())));
    page.close();
  }

  private void other(Markup page, Finding finding) {
    page.open("details").leaf("summary", Foreign.line(finding.sentence(), Foreign.LINE));
    finding.waiver().ifPresent(waiver -> page.leaf("p", Foreign.line(waiver, Foreign.LINE)));
    evidence(page, finding);
    page.close();
  }

  private static void fact(Markup page, String name, String value) {
    page.leaf("dt", name).leaf("dd", value);
  }
}
