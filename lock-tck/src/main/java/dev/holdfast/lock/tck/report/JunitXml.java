package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.Level;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The report for build servers, in the form that Surefire writes: a test for each rule and each
 * lock that it was tried on. What fails here is what fails a build: a recommendation that is not
 * followed passes, and says so.
 */
public final class JunitXml {

  /** The name of the file. */
  public static final String FILE = "junit.xml";

  private enum Kind {
    PASSED,
    REMARKABLE,
    FAILURE,
    ERROR,
    SKIPPED
  }

  private record Test(RuleResult rule, SubjectResult result, Kind kind) {}

  private JunitXml() {}

  /**
   * Renders a certificate.
   *
   * @param certificate the certificate, not null
   * @return an XML document, not null
   */
  public static String render(Certificate certificate) {
    List<Test> tests = tests(certificate);
    var environment = certificate.environment();
    Duration taken = Duration.between(environment.started(), environment.finished());
    var page = new Markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    page.open(
        "testsuite",
        "name",
        "lock-tck " + Foreign.line(certificate.backend(), Foreign.LINE),
        "timestamp",
        environment.started().toString(),
        "time",
        seconds(taken),
        "tests",
        String.valueOf(tests.size()),
        "errors",
        count(tests, Kind.ERROR),
        "skipped",
        count(tests, Kind.SKIPPED),
        "failures",
        count(tests, Kind.FAILURE));
    properties(page, certificate);
    tests.forEach(test -> write(page, certificate, test));
    return page.close().toString();
  }

  private static List<Test> tests(Certificate certificate) {
    var tests = new ArrayList<Test>();
    for (var rule : certificate.rules()) {
      for (var result : rule.subjects()) {
        tests.add(new Test(rule, result, kind(certificate, rule, result)));
      }
    }
    return tests;
  }

  private static Kind kind(Certificate certificate, RuleResult rule, SubjectResult result) {
    if (!certificate.isSelected(rule)) {
      return Kind.SKIPPED;
    }
    boolean binds = rule.level() != Level.SHOULD;
    return switch (result.verdict()) {
      case PASS -> result.warnings().isEmpty() ? Kind.PASSED : Kind.REMARKABLE;
      case FAIL -> binds ? Kind.FAILURE : Kind.REMARKABLE;
      case INCONCLUSIVE -> binds ? Kind.ERROR : Kind.REMARKABLE;
      case HARNESS_ERROR -> Kind.ERROR;
      case NOT_APPLICABLE, WAIVED -> Kind.SKIPPED;
    };
  }

  private static String count(List<Test> tests, Kind kind) {
    return String.valueOf(tests.stream().filter(test -> test.kind() == kind).count());
  }

  private static void properties(Markup page, Certificate certificate) {
    var options = certificate.options();
    page.open("properties");
    property(page, "lock.tck.outcome", certificate.headline());
    property(page, "lock.tck.kit", certificate.environment().kitVersion());
    property(page, "lock.tck.profile", options.profile().name().toLowerCase(Locale.ROOT));
    property(page, "lock.tck.seed", String.valueOf(options.seed()));
    property(page, "lock.tck.time-scale", String.valueOf(options.timeScale()));
    page.close();
  }

  private static void property(Markup page, String name, String value) {
    page.empty("property", "name", name, "value", value);
  }

  private static void write(Markup page, Certificate certificate, Test test) {
    RuleResult rule = test.rule();
    SubjectResult result = test.result();
    String subject = result.subject().isEmpty() ? "" : " (" + result.subject() + ")";
    page.open(
        "testcase",
        "name",
        rule.id() + subject,
        "classname",
        Foreign.line(certificate.backend(), Foreign.LINE) + "." + chapter(rule),
        "time",
        seconds(result.duration()));
    String headline = Foreign.line(result.headline(), Foreign.LINE);
    String type = result.verdict().name();
    switch (test.kind()) {
      case PASSED -> {}
      case REMARKABLE -> page.leaf("system-out", remark(certificate, test));
      case FAILURE ->
          page.leaf("failure", text(certificate, test), "message", headline, "type", type);
      case ERROR -> page.leaf("error", text(certificate, test), "message", headline, "type", type);
      case SKIPPED ->
          page.empty(
              "skipped", "message", result.verdict() == Verdict.WAIVED ? waived(result) : headline);
    }
    page.close();
  }

  private static String waived(SubjectResult result) {
    return Foreign.text(result.message(), Foreign.LINE);
  }

  private static String remark(Certificate certificate, Test test) {
    String warnings = String.join("\n", test.result().warnings());
    return switch (test.result().verdict()) {
      case FAIL -> "Recommendation not followed: " + text(certificate, test);
      case PASS, NOT_APPLICABLE, WAIVED -> warnings;
      case INCONCLUSIVE, HARNESS_ERROR -> text(certificate, test);
    };
  }

  private static String text(Certificate certificate, Test test) {
    return FailureText.of(test.rule(), test.result(), certificate.options());
  }

  private static String chapter(RuleResult rule) {
    int dash = rule.id().indexOf('-');
    return dash < 0 ? rule.id() : rule.id().substring(0, dash);
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f", time.toMillis() / 1e3);
  }
}
