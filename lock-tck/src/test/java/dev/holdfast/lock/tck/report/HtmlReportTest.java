package dev.holdfast.lock.tck.report;

import static dev.holdfast.lock.tck.report.Samples.allKinds;
import static dev.holdfast.lock.tck.report.Samples.certificate;
import static dev.holdfast.lock.tck.report.Samples.measured;
import static dev.holdfast.lock.tck.report.Samples.proven;
import static dev.holdfast.lock.tck.report.Samples.result;
import static dev.holdfast.lock.tck.report.Samples.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.Level;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

  private static Page page(RuleResult... rules) {
    return Page.of(HtmlReport.render(certificate(rules)));
  }

  @Test
  void theOutcomeStandsAtTheTopInOneSentence() {
    assertEquals(
        "CERTIFIED: the backend obeys every rule that binds it.",
        page(rule("AAA-01", Verdict.PASS, "")).text("//header/p[@class='banner good']/strong"));
    assertEquals(
        "NOT CERTIFIED: the backend breaks at least one rule.",
        page(rule("AAA-01", Verdict.FAIL, "x")).text("//header/p[@class='banner bad']/strong"));
    assertEquals(
        "INCONCLUSIVE: the run could not find out whether the backend obeys.",
        page().text("//header/p[@class='banner warn']/strong"));
    assertEquals(
        "NOT CERTIFIED: com.acme.AcmeBackendFactory",
        page(rule("AAA-01", Verdict.FAIL, "x")).text("//title"));
  }

  @Test
  void everyVerdictIsCountedAndEveryRuleIsInTheTableWithWhatIsWrongFirst() {
    Page page = page(allKinds().toArray(RuleResult[]::new));
    assertEquals(
        List.of(
            "2 \u2717 failed",
            "3 ! kit error",
            "3 ? inconclusive",
            "1 \u2717 recommendation not followed",
            "3 ~ waived",
            "3 \u2713 passed",
            "3 \u2013 does not apply"),
        page.texts("//header/ul/li"));
    assertEquals(18, page.count("//table[@class='rules']/tbody/tr"));
    assertEquals(
        List.of("MAA-11", "IAA-23"),
        page.texts("//table[@class='rules']/tbody/tr[position() <= 2]/th"));
    assertEquals(12, page.count("//table[@class='rules']/tbody/tr[@class='finding-row']"));
    assertEquals(12, page.count("//article"));
  }

  @Test
  void linksLeadToPlacesThatExistOnce() {
    Page page =
        page(
            rule("AAA-01", Level.MUST, proven("mutex", Samples.overlap())),
            rule("AAA-02", Level.MUST, proven("mutex", Samples.overlap())));
    List<String> ids = page.texts("//@id");
    assertEquals(ids.size(), new HashSet<>(ids).size(), ids::toString);
    for (String link : page.texts("//a/@href[starts-with(., '#')]")) {
      assertTrue(ids.contains(link.substring(1)), () -> link + " leads nowhere");
    }
    for (String labels : page.texts("//@aria-labelledby | //label/@for")) {
      for (String label : labels.split(" ", -1)) {
        assertTrue(ids.contains(label), () -> label + " does not exist");
      }
    }
  }

  @Test
  void nothingIsLoadedFromElsewhereAndNoScriptIsNeeded() {
    String html = HtmlReport.render(certificate(allKinds().toArray(RuleResult[]::new)));
    for (String loader :
        List.of("<script", "<link", "<img", "@import", "http:", "https:", "src=")) {
      assertFalse(html.contains(loader), loader);
    }
    assertTrue(html.contains("prefers-color-scheme: dark") && html.contains("@media print"));
  }

  @Test
  void aProofIsToldInSixPartsInOrder() {
    Page page = page(rule("MUT-01", Level.MUST, proven("mutex", Samples.overlap())));
    assertEquals(
        List.of("The rule", "What was seen", "Why that breaks the rule", "See it again"),
        page.texts("//article/h4"));
    assertEquals(
        "MUT-01 (mutex) violated: h1 and h2 were both held.",
        page.text("//article/p[@class='finding']"));
    assertEquals("The text of MUT-01.", page.text("//article/blockquote"));
    assertTrue(page.text("//article/dl[1]").contains("The cause of MUT-01."));
    assertEquals(1, page.count("//article//svg[@role='img']"));
    assertEquals(List.of("time", "w1", "w2"), page.texts("//table[@class='witness']/thead//th"));
    assertEquals(10, page.count("//table[@class='witness']/tbody/tr"));
    assertEquals(
        "They exclude each other.",
        page.text("//h4[.='Why that breaks the rule']/following-sibling::p[1]"));
    String again = page.text("//article/dl[2]");
    assertTrue(
        again.contains(
            "java -jar lock-tck.jar certify com.acme.AcmeBackendFactory --config 'url=jdbc:x y'"
                + " --bound crashRelease=12s --rule MUT-01 --seed 42 --profile smoke --time-scale 1.0"),
        again);
    assertTrue(again.contains("-Dlock.tck.rules=MUT-01 -Dlock.tck.seed=42"), again);
    assertTrue(again.contains("JDK on OS with 2 cores; the machine stalled for 7 ms"), again);
  }

  @Test
  void thePictureIsRedExactlyWhereBothBarsAre() {
    Page page = page(rule("MUT-01", Level.MUST, proven("mutex", Samples.overlap())));
    double[] red = extent(page, "//svg//rect[@class='conflict']");
    double[] first = extent(page, "(//svg//rect[@class='core'])[1]");
    double[] second = extent(page, "(//svg//rect[@class='core'])[2]");
    assertEquals(Math.max(first[0], second[0]), red[0], 0.11);
    assertEquals(Math.min(first[1], second[1]), red[1], 0.11);
    assertTrue(page.text("//svg/title").contains("Who held mutex"));
    assertTrue(page.text("//svg/desc").contains("h1 and h2 were both held."));
  }

  private static double[] extent(Page page, String rect) {
    double x = Double.parseDouble(page.text(rect + "/@x"));
    return new double[] {x, x + Double.parseDouble(page.text(rect + "/@width"))};
  }

  @Test
  void theSubjectsOfARuleAreToldOneByOneTheFirstInFull() {
    Page page =
        page(
            rule(
                "MUT-01",
                Level.MUST,
                result("mutex", Verdict.PASS, ""),
                result("write lock", Verdict.INCONCLUSIVE, "Only 3 seen."),
                proven("semaphore of one", Samples.overlap())));
    assertEquals(
        "MUT-01 (semaphore of one) violated: h1 and h2 were both held.",
        page.text("//article/p[@class='finding']"));
    assertEquals(
        "MUT-01 (write lock) inconclusive: Only 3 seen.", page.text("//article/details/summary"));
    assertTrue(
        page.text("//table[@class='rules']/tbody/tr/td[2]")
            .contains("mutex (passed), write lock (inconclusive), semaphore of one"));
  }

  @Test
  void theStacksOfAHangAreShown() {
    Page page = page(rule("AAA-01", Verdict.FAIL, "It hangs.\n  thread \"x\"\n    at y\n    at z"));
    assertEquals("AAA-01 (mutex) violated: It hangs.", page.text("//article/p[@class='finding']"));
    assertEquals("thread \"x\" at y at z", page.text("//article/pre"));
  }

  @Test
  void aWaivedFailureNamesItsWaiver() {
    Page page = page(rule("AAA-01", Verdict.WAIVED, "Waived until 2027: why (link)\nIt broke."));
    assertEquals(
        "AAA-01 (mutex) violated, but waived: It broke.",
        page.text("//article/p[@class='finding']"));
    assertEquals("Waived until 2027: why (link)", page.text("//article/p[2]"));
  }

  @Test
  void powerLatenciesAndBoundsAreShown() {
    Page page = page(rule("AAA-01", Level.MUST, measured("mutex")));
    String power = page.text("//section[@aria-labelledby='power']//tbody");
    assertEquals(
        "AAA-01 30,000 bugs that show up more often than once in 10,015 opportunities (p > 0.00010)",
        power);
    assertEquals(
        "AAA-01, mutex close until the next waiter has it 12,345 5.1 \u00B5s 20 \u00B5s 3 ms 40 ms 5 s",
        page.text("//section[@aria-labelledby='latencies']//tbody"));
    assertEquals(
        "bypass 1,000 grants 2,000 grants, which is more AAA-01, mutex",
        page.text("//section[@aria-labelledby='bounds']//tr[th='bypass']"));
    assertEquals(
        "poll interval 100 ms not observed",
        page.text("//section[@aria-labelledby='bounds']//tr[th='poll interval']"));
    assertTrue(page.text("//table[@class='rules']").contains("Warning: A warning."));
  }

  @Test
  void rulesThatWereNotSelectedOrNotReachedAreNoFindings() {
    Certificate partial =
        certificate(
            RunOptions.defaults().withRules(Set.of("AAA-02")),
            rule("AAA-01", Verdict.INCONCLUSIVE, "Not selected for this run."),
            rule("AAA-02", Verdict.PASS, ""));
    Page page = Page.of(HtmlReport.render(partial));
    assertEquals(List.of("1 \u2713 passed", "1 \u2013 not selected"), page.texts("//header/ul/li"));
    assertEquals(0, page.count("//article"));
    Page early =
        page(
            rule("AAA-01", Verdict.PASS, ""),
            rule("AAA-02", Verdict.INCONCLUSIVE, SubjectResult.NOT_RUN));
    assertEquals(
        "The run ended early: 1 rule is not reached.",
        early.text("//header/p[@class='banner warn']/text()"));
    assertEquals(0, early.count("//article"));
  }

  @Test
  void hostileTextIsShownAndDoesNothing() {
    String attack =
        "</title></style></pre><script>alert('x')</script><img src=x onerror=alert(1)>\" onload=\"\0\uD800\u202E";
    Page page =
        page(rule(attack, Level.MUST, result(attack, Verdict.FAIL, attack + "\n" + attack)));
    assertEquals(0, page.count("//script | //img | //@onerror | //@onload"));
    assertTrue(page.text("//article").contains("<script>alert('x')</script>"));
    assertTrue(page.text("//article").contains("\\u0000\\ud800\\u202e"));
  }

  @Test
  void thePageIsBoundedHoweverMuchIsSaid() {
    String megabyte = "word " + "x".repeat(1_000_000);
    String two = megabyte + "\n" + megabyte;
    var rules = new ArrayList<RuleResult>();
    for (int i = 0; i < 1_000; i++) {
      rules.add(
          rule(
              "AAA-" + i,
              Level.MUST,
              result("one", Verdict.FAIL, two),
              result("two", Verdict.FAIL, megabyte)));
    }
    String html = HtmlReport.render(certificate(rules.toArray(RuleResult[]::new)));
    assertTrue(html.length() < 4_000_000, () -> "a page of " + html.length() + " characters");
    Page page = Page.of(html);
    assertEquals(1_000, page.count("//table[@class='rules']/tbody/tr"));
    assertTrue(page.text("//section[@aria-labelledby='findings']").contains("960 more are named"));
  }

  @Test
  void anEmptyRunIsAPageToo() {
    Page page = page();
    assertEquals(0, page.count("//article"));
    assertTrue(page.text("//section[@aria-labelledby='power']").contains("No rule"));
    assertTrue(page.text("//header").contains("0 rules"));
  }
}
