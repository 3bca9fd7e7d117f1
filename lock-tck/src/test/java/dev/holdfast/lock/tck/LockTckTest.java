package dev.holdfast.lock.tck;

import static dev.holdfast.lock.tck.fakes.Rules.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Subject;
import dev.holdfast.lock.tck.fakes.FakeBackend;
import dev.holdfast.lock.tck.fakes.outside.CleverVendor;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

@Timeout(60)
class LockTckTest {

  private static final Rule PASSES = rule("AAA-01", trial -> trial.evidence(1));
  private static final Rule FAILS =
      rule(
          "MUT-01",
          Level.MUST,
          Set.of(Subject.MUTEX, Subject.WRITE_LOCK),
          trial -> {
            throw trial.violated("Two handles were held.");
          });
  private static final Rule SHOULD =
      rule(
          "MUT-02",
          Level.SHOULD,
          Set.of(Subject.MUTEX),
          trial -> {
            throw trial.violated("That was not nice.");
          });

  private static final String NOT_BY_ITSELF = "an object of study, run by LockTckTest only";

  /** A vendor with one broken rule and one recommendation that is not followed. */
  @Disabled(NOT_BY_ITSELF)
  static class Vendor extends LockTck {
    @Override
    protected BackendUnderTest backend() {
      return BackendUnderTest.of(FakeBackend.class);
    }

    @Override
    List<Rule> catalogue() {
      return List.of(PASSES, FAILS, SHOULD);
    }
  }

  /** A vendor with a waiver. */
  @Disabled(NOT_BY_ITSELF)
  static class WaivingVendor extends Vendor {
    @Override
    protected BackendUnderTest backend() {
      return super.backend().waivers(Path.of("src/test/resources/waivers/mut-01.json"));
    }
  }

  /** A vendor whose waiver file is missing. */
  @Disabled(NOT_BY_ITSELF)
  static class CarelessVendor extends Vendor {
    @Override
    protected BackendUnderTest backend() {
      return super.backend().waivers(Path.of("src/test/resources/waivers/missing.json"));
    }
  }

  /** A vendor whose server is down. */
  @Disabled(NOT_BY_ITSELF)
  static class OfflineVendor extends Vendor {
    @Override
    protected BackendUnderTest backend() {
      return super.backend().config(Map.of(FakeBackend.BUG, FakeBackend.Bug.OPEN_THROWS.name()));
    }
  }

  @Test
  void eachRuleAndSubjectIsATestAndOnlyTheBrokenOneFails() {
    EngineExecutionResults results = run(Vendor.class);
    assertEquals(
        List.of("AAA-01", "MUT-02 (mutex)", "certificate"), names(results, Outcome.PASSED));
    assertEquals(List.of("MUT-01 (mutex)"), names(results, Outcome.FAILED));
    assertEquals(List.of("MUT-01 (write lock)"), names(results, Outcome.ABORTED));
    assertEquals(
        List.of("any primitive", "AAA", "mutex", "MUT", "reader-writer", "MUT"),
        results.containerEvents().started().stream()
            .filter(event -> event.getTestDescriptor().getUniqueId().toString().contains("dynamic"))
            .map(LockTckTest::name)
            .toList());
  }

  @Test
  void aFailureSaysWhatHappenedWhichRuleItBreaksAndHowToRepeatIt() {
    String message = failure(run(Vendor.class));
    for (String part :
        List.of(
            "MUT-01 (mutex) violated: Two handles were held.",
            "The text of MUT-01.",
            "The reason of MUT-01.",
            "The cause of MUT-01.",
            "-Dlock.tck.rules=MUT-01",
            "-Dlock.tck.seed=",
            "-Dlock.tck.profile=smoke")) {
      assertTrue(message.contains(part), () -> part + " is missing in: " + message);
    }
  }

  @Test
  void theSeedAndWarningsAreReported() {
    List<String> entries =
        run(Vendor.class).allEvents().reportingEntryPublished().stream()
            .map(event -> event.getPayload().orElseThrow().toString())
            .toList();
    assertTrue(entries.stream().anyMatch(entry -> entry.contains("seed=")), entries::toString);
    assertTrue(
        entries.stream().anyMatch(entry -> entry.contains("That was not nice.")),
        entries::toString);
  }

  @Test
  void theReportIsWritten() throws Exception {
    var unused = run(Vendor.class);
    Path json = Path.of("target/lock-tck", Vendor.class.getName(), "certificate.json");
    Certificate certificate = Certificate.fromJson(Files.readString(json));
    assertEquals(
        List.of("AAA-01", "MUT-01", "MUT-02"),
        certificate.rules().stream().map(RuleResult::id).toList());
    assertTrue(certificate.failed());
    assertTrue(Files.exists(json.resolveSibling("report.html")));
    assertTrue(Files.exists(json.resolveSibling("junit.xml")));
  }

  @Test
  void aWaivedFailureIsAborted() {
    EngineExecutionResults results = run(WaivingVendor.class);
    assertEquals(List.of(), names(results, Outcome.FAILED));
    assertEquals(
        List.of("KIT-01", "MUT-01 (mutex)", "MUT-01 (write lock)"),
        names(results, Outcome.ABORTED));
  }

  @Test
  void aMissingWaiverFileFailsTheRun() {
    EngineExecutionResults results = run(CarelessVendor.class);
    assertEquals(1, results.containerEvents().failed().count(), "failed containers");
  }

  @Test
  void aBackendThatCannotBeOpenedFailsEachTest() {
    EngineExecutionResults results = run(OfflineVendor.class);
    assertEquals(
        List.of("AAA-01", "MUT-01 (mutex)", "MUT-01 (write lock)", "MUT-02 (mutex)"),
        names(results, Outcome.FAILED));
    String message = failure(results);
    assertTrue(message.contains("the server does not answer"), message);
  }

  @Test
  void aVendorCannotDropRules() throws Exception {
    var factory = LockTck.class.getDeclaredMethod("rules", TestReporter.class);
    assertTrue(Modifier.isFinal(factory.getModifiers()), "rules() can be overridden");
    assertTrue(factory.isAnnotationPresent(TestFactory.class));
    var catalogue = LockTck.class.getDeclaredMethod("catalogue");
    assertEquals(
        0,
        catalogue.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED | Modifier.PRIVATE),
        "catalogue() is visible outside the package");
    assertTrue(
        new CleverVendor().asLockTck().catalogue() != CleverVendor.NOTHING,
        "a method of the same name in another package has replaced the catalogue");
  }

  @Test
  void primitivesAreNamedInWords() {
    assertEquals("reader-writer", Primitive.READER_WRITER.toString());
  }

  private enum Outcome {
    PASSED,
    FAILED,
    ABORTED
  }

  private static EngineExecutionResults run(Class<? extends LockTck> vendor) {
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter(
            "junit.jupiter.conditions.deactivate", "org.junit.*DisabledCondition")
        .selectors(selectClass(vendor))
        .execute();
  }

  private static List<String> names(EngineExecutionResults results, Outcome outcome) {
    Stream<Event> events =
        switch (outcome) {
          case PASSED -> results.testEvents().succeeded().stream();
          case FAILED -> results.testEvents().failed().stream();
          case ABORTED -> results.testEvents().aborted().stream();
        };
    return events.map(LockTckTest::name).sorted().toList();
  }

  private static String name(Event event) {
    return event.getTestDescriptor().getDisplayName();
  }

  private static String failure(EngineExecutionResults results) {
    return results.testEvents().failed().stream()
        .findFirst()
        .flatMap(event -> event.getPayload(TestExecutionResult.class))
        .flatMap(TestExecutionResult::getThrowable)
        .map(Throwable::getMessage)
        .orElse("nothing failed");
  }
}
