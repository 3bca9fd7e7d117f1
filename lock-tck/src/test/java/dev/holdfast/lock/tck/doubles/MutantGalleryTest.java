package dev.holdfast.lock.tck.doubles;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.Certification;
import dev.holdfast.lock.tck.Profile;
import dev.holdfast.lock.tck.ProgressListener;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.rules.Catalogue;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The kit rejects every mutant, for the reason that is its bug. By default only the expected rules
 * run; with the system property {@value #FULL} set to true the whole catalogue does, until a rule
 * fails, and that has to be an expected one.
 */
class MutantGalleryTest {

  static final String FULL = "lock.tck.gallery.full";

  /** Ids separated by commas; all by default. */
  private static final Set<String> ONLY =
      Set.of(System.getProperty("lock.tck.gallery.only", "").split(",", -1)).stream()
          .filter(id -> !id.isEmpty())
          .collect(toSet());

  /** Makes a run repeatable as far as threads permit. */
  private static final long SEED = 4711;

  /**
   * One takes hundreds of names contended at once, which the short profiles do not have; one needs
   * virtual threads.
   */
  private static final Set<Mutant> OUT_OF_REACH = outOfReach();

  private static Set<Mutant> outOfReach() {
    boolean hasVirtualThreads = Runtime.version().feature() >= 21;
    return hasVirtualThreads ? EnumSet.of(Mutant.M70) : EnumSet.of(Mutant.M70, Mutant.M83);
  }

  @TestFactory
  Stream<DynamicTest> theKitRejects() {
    return Arrays.stream(Mutant.values())
        .filter(mutant -> !OUT_OF_REACH.contains(mutant))
        .filter(mutant -> ONLY.isEmpty() || ONLY.contains(mutant.name()))
        .map(mutant -> dynamicTest(mutant + ": " + mutant.bug(), () -> isRejected(mutant)));
  }

  private static void isRejected(Mutant mutant) throws InterruptedException {
    Set<String> known = Catalogue.all().stream().map(Rule::id).collect(toSet());
    Set<String> expected = new HashSet<>(mutant.expectedRules());
    expected.retainAll(known);
    assertTrue(
        !expected.isEmpty(),
        () ->
            mutant
                + ": the catalogue has none of the rules that are to find it: "
                + mutant.expectedRules());
    // What happens once in a hundred thousand times needs more of them than the smoke profile has.
    RunOptions options =
        RunOptions.defaults()
            .withSeed(SEED)
            .withProfile(mutant.tier() == Mutant.Tier.FIENDISH ? Profile.STANDARD : Profile.SMOKE);
    BackendUnderTest backend = mutant.backend(Map.of(ProviderMutants.DEFAULT_TIMEOUT, "PT0.02S"));
    try {
      Certificate unused =
          Certification.run(
              backend,
              Boolean.getBoolean(FULL) ? options : options.withRules(expected),
              new Stop());
    } catch (Rejected rejection) {
      String proof = mutant + ": " + rejection.ruleId + " on " + rejection.result.subject() + ": ";
      proof += rejection.result.headline();
      assertTrue(expected.contains(rejection.ruleId), "misdiagnosed: " + proof);
      assertTrue(
          mutant.isSaidBy(rejection.result.message()),
          "the message does not say '" + mutant.message() + "': " + proof);
      return;
    }
    fail(mutant + " survived " + expected);
  }

  /** Ends the run at the first failure. */
  private static final class Stop implements ProgressListener {

    @Override
    public void checkFinished(String ruleId, SubjectResult result) {
      if (result.verdict() == Verdict.FAIL) {
        throw new Rejected(ruleId, result);
      }
    }
  }

  private static final class Rejected extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String ruleId;
    private final transient SubjectResult result;

    Rejected(String ruleId, SubjectResult result) {
      this.ruleId = ruleId;
      this.result = result;
    }
  }
}
