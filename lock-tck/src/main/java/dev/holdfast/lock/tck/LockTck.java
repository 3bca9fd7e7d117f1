package dev.holdfast.lock.tck;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.holdfast.lock.tck.engine.Case;
import dev.holdfast.lock.tck.engine.JvmExit;
import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Session;
import dev.holdfast.lock.tck.report.FailureText;
import dev.holdfast.lock.tck.report.HtmlReport;
import dev.holdfast.lock.tck.report.RunReport;
import dev.holdfast.lock.tck.rules.Catalogue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Holds a backend to the rules as part of its own tests. Extend it and say which backend:
 *
 * <pre>{@code
 * final class AcmeLockTckTest extends LockTck {
 *   @Override
 *   protected BackendUnderTest backend() {
 *     return BackendUnderTest.of(AcmeBackendFactory.class).config(Map.of("url", "jdbc:..."));
 *   }
 * }
 * }</pre>
 *
 * <p>The tests are generated: one for each rule and each form of lock that the rule is applied to,
 * in containers for the primitives and the chapters of the catalogue. A rule that does not apply,
 * and a failure that is waived, show up as aborted with the reason. A recommendation that is not
 * followed does not fail, but is reported. The last test writes the report. How long all this may
 * take, and other settings, see {@link RunOptions}.
 */
@Execution(ExecutionMode.SAME_THREAD)
public abstract class LockTck {

  private static final System.Logger LOGGER = System.getLogger(LockTck.class.getName());

  /** A backend to be certified. */
  protected LockTck() {}

  /**
   * The backend under test.
   *
   * @return the backend, not null
   */
  protected abstract BackendUnderTest backend();

  /**
   * The directory to which the report is written.
   *
   * @return {@code target/lock-tck/} and the name of the class, by default; not null
   */
  protected Path reportDirectory() {
    return Path.of("target", "lock-tck", getClass().getName());
  }

  /** What the kit's own tests replace; nobody outside this package can. */
  List<Rule> catalogue() {
    return Catalogue.all();
  }

  /**
   * Generates the tests. Final, so that no rule can be left out.
   *
   * @param reporter receives the seed, warnings and the place of the report; not null
   * @return a container for each primitive, and the test that writes the report; not null
   * @throws InterruptedException if interrupted while the backend is opened
   */
  @TestFactory
  protected final Stream<DynamicNode> rules(TestReporter reporter) throws InterruptedException {
    var options = RunOptions.fromEnvironment();
    var session = Session.open(backend(), options, catalogue());
    session.configuration().forEach((name, value) -> tell(reporter, name + ": " + value));
    var report = RunReport.into(reportDirectory(), session::certificate);
    var exit = JvmExit.watch(report::writeOnce);
    var nodes = new ArrayList<DynamicNode>();
    groupBy(session.cases(), LockTck::part)
        .forEach((part, cases) -> nodes.add(part(part, cases, session, reporter)));
    nodes.add(dynamicTest("certificate", () -> certify(session, report, reporter)));
    return nodes.stream().onClose(exit::close).onClose(report::close).onClose(session::close);
  }

  private static DynamicNode part(
      String name, List<Case> cases, Session session, TestReporter reporter) {
    return dynamicContainer(
        name,
        groupBy(cases, Case::chapter).entrySet().stream()
            .map(
                chapter ->
                    dynamicContainer(
                        chapter.getKey(),
                        chapter.getValue().stream().map(tried -> test(tried, session, reporter)))));
  }

  private static DynamicTest test(Case tried, Session session, TestReporter reporter) {
    return dynamicTest(tried.toString(), () -> run(tried, session, reporter));
  }

  private static void run(Case tried, Session session, TestReporter reporter)
      throws InterruptedException {
    SubjectResult result = session.run(tried);
    result.warnings().forEach(warning -> warn(reporter, tried + ": " + warning));
    switch (result.verdict()) {
      case PASS -> {}
      case NOT_APPLICABLE -> abort(tried + " does not apply: " + result.message());
      case WAIVED -> {
        warn(reporter, tried + " is waived: " + result.headline());
        abort(tried + " is waived: " + result.message());
      }
      case INCONCLUSIVE -> {
        if (isDeselected(tried, session.options())) {
          abort(tried + ": " + result.message());
        }
        failOrWarn(tried, result, session, reporter);
      }
      case FAIL -> failOrWarn(tried, result, session, reporter);
      case HARNESS_ERROR -> fail(text(tried, result, session));
    }
  }

  private static boolean isDeselected(Case tried, RunOptions options) {
    return !options.rules().isEmpty() && !options.rules().contains(tried.rule().id());
  }

  /** A recommendation that is not followed is reported as what it is, not as a skipped test. */
  private static void failOrWarn(
      Case tried, SubjectResult result, Session session, TestReporter reporter) {
    String text = text(tried, result, session);
    switch (tried.rule().level()) {
      case MUST, IF_DECLARED -> fail(text);
      case SHOULD -> warn(reporter, "Recommendation not followed: " + text);
    }
  }

  private static String text(Case tried, SubjectResult result, Session session) {
    return FailureText.of(session.resultOf(tried.rule()), result, session.options());
  }

  private static void tell(TestReporter reporter, String setting) {
    LOGGER.log(System.Logger.Level.INFO, setting);
    reporter.publishEntry("lock-tck", setting);
  }

  private static void warn(TestReporter reporter, String warning) {
    LOGGER.log(System.Logger.Level.WARNING, warning);
    reporter.publishEntry("lock-tck warning", warning);
  }

  private void certify(Session session, RunReport report, TestReporter reporter) {
    report.writeOnce();
    reporter.publishEntry(
        "lock-tck",
        "%s See %s."
            .formatted(
                session.certificate().headline(), reportDirectory().resolve(HtmlReport.FILE)));
  }

  private static String part(Case tried) {
    Primitive primitive = tried.primitive();
    return primitive == null ? "any primitive" : primitive.toString();
  }

  private static Map<String, List<Case>> groupBy(
      List<Case> cases, java.util.function.Function<Case, String> key) {
    return cases.stream()
        .collect(
            Collectors.groupingBy(
                tried -> Objects.requireNonNull(key.apply(tried)),
                LinkedHashMap::new,
                Collectors.toList()));
  }
}
