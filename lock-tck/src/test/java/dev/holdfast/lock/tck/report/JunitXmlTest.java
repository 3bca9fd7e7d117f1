package dev.holdfast.lock.tck.report;

import static dev.holdfast.lock.tck.report.Samples.certificate;
import static dev.holdfast.lock.tck.report.Samples.measured;
import static dev.holdfast.lock.tck.report.Samples.result;
import static dev.holdfast.lock.tck.report.Samples.rule;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.Level;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.Verdict;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.util.List;
import java.util.Set;
import org.apache.maven.plugin.surefire.log.api.NullConsoleLogger;
import org.apache.maven.plugins.surefire.report.ReportTestCase;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.apache.maven.plugins.surefire.report.TestSuiteXmlParser;
import org.junit.jupiter.api.Test;

/** What Surefire's own reader makes of it. */
class JunitXmlTest {

  /** The reader makes a suite of each chapter. */
  private static List<ReportTestSuite> read(String xml) throws Exception {
    var reader = new InputStreamReader(new ByteArrayInputStream(xml.getBytes(UTF_8)), UTF_8);
    return new TestSuiteXmlParser(new NullConsoleLogger()).parse(reader);
  }

  private static List<ReportTestCase> tests(String xml) throws Exception {
    return read(xml).stream().flatMap(suite -> suite.getTestCases().stream()).toList();
  }

  private static ReportTestCase only(RuleResult rule) throws Exception {
    List<ReportTestCase> tests = tests(JunitXml.render(certificate(rule)));
    assertEquals(1, tests.size());
    return tests.get(0);
  }

  @Test
  void whatFailsABuildIsAFailureOrAnError() throws Exception {
    String xml = JunitXml.render(certificate(Samples.allKinds().toArray(RuleResult[]::new)));
    List<ReportTestCase> tests = tests(xml);
    assertEquals(36, tests.size());
    assertEquals(
        4,
        tests.stream().filter(ReportTestCase::hasFailure).count(),
        "two subjects of each binding rule with FAIL");
    assertEquals(
        10,
        tests.stream().filter(ReportTestCase::hasError).count(),
        "HARNESS_ERROR, and INCONCLUSIVE if binding");
    assertEquals(
        12, tests.stream().filter(ReportTestCase::hasSkipped).count(), "WAIVED and NOT_APPLICABLE");
    Page page = Page.of(xml);
    assertEquals(
        List.of("36", "4", "10", "12"),
        List.of(
            page.text("/testsuite/@tests"),
            page.text("/testsuite/@failures"),
            page.text("/testsuite/@errors"),
            page.text("/testsuite/@skipped")));
    assertEquals("30.000", page.text("/testsuite/@time"));
    assertEquals("42", page.text("//property[@name='lock.tck.seed']/@value"));
  }

  @Test
  void theReaderFindsTheSuiteByItsName() throws Exception {
    ReportTestSuite suite =
        read(JunitXml.render(certificate(rule("MUT-01", Verdict.PASS, "")))).get(0);
    assertEquals("com.acme.AcmeBackendFactory.MUT", suite.getFullClassName());
  }

  @Test
  void aFailureHasTheMessageTheRuleAndTheWayToRepeatIt() throws Exception {
    ReportTestCase test = only(rule("MUT-01", Verdict.FAIL, "Both were held.\nFor 3 ms."));
    assertEquals("MUT-01 (mutex)", test.getName());
    assertEquals("com.acme.AcmeBackendFactory.MUT", test.getFullClassName());
    assertEquals(1.5f, test.getTime());
    assertEquals("Both were held.", test.getFailureMessage());
    assertEquals("FAIL", test.getFailureType());
    for (String part :
        List.of("Both were held.\nFor 3 ms.", "The text of MUT-01.", "-Dlock.tck.rules=MUT-01")) {
      assertTrue(test.getFailureDetail().contains(part), test::getFailureDetail);
    }
  }

  @Test
  void whatWasSkippedSaysWhy() throws Exception {
    ReportTestCase test = only(rule("MUT-01", Verdict.NOT_APPLICABLE, "Not declared."));
    assertTrue(test.hasSkipped());
    assertEquals("Not declared.", test.getFailureMessage());
    test = only(rule("MUT-01", Verdict.WAIVED, "Waived until then.\nIt broke."));
    assertEquals("Waived until then.\nIt broke.", test.getFailureMessage().replace(" It", "\nIt"));
  }

  @Test
  void whatWasNotSelectedIsSkipped() throws Exception {
    var options = RunOptions.defaults().withRules(Set.of("AAA-02"));
    var rules =
        new RuleResult[] {
          rule("AAA-01", Verdict.INCONCLUSIVE, "Not selected for this run."),
          rule("AAA-02", Verdict.PASS, "")
        };
    List<ReportTestCase> tests = tests(JunitXml.render(certificate(options, rules)));
    assertEquals(List.of(true, false), tests.stream().map(ReportTestCase::hasSkipped).toList());
    assertTrue(tests.stream().noneMatch(ReportTestCase::hasError));
  }

  @Test
  void aRecommendationDoesNotFailABuildAndIsTold() throws Exception {
    var broken = rule("AAA-01", Level.SHOULD, result("", Verdict.FAIL, "That was not nice."));
    assertTrue(only(broken).isSuccessful());
    String xml = JunitXml.render(certificate(broken));
    assertTrue(
        xml.contains("Recommendation not followed: AAA-01 violated: That was not nice."), xml);
    xml = JunitXml.render(certificate(rule("AAA-01", Level.MUST, measured("mutex"))));
    assertTrue(xml.contains("<system-out>A warning.</system-out>"), xml);
  }

  @Test
  void hostileTextIsNoMarkup() throws Exception {
    String attack = "]]></failure><testcase name='x'/>\0\uD800\uFFFE\u0007\" '";
    ReportTestCase test = only(rule(attack, Level.MUST, result(attack, Verdict.FAIL, attack)));
    String message = test.getFailureMessage();
    assertTrue(message.startsWith("]]></failure><testcase name='x'/>"), message);
    assertTrue(message.endsWith("\\u0000\\ud800\\ufffe\\u0007\" '"), message);
  }

  @Test
  void anEmptyRunIsAnEmptySuite() throws Exception {
    String xml = JunitXml.render(certificate());
    assertEquals(List.of(), tests(xml));
    assertEquals("0", Page.of(xml).text("/testsuite/@tests"));
  }
}
