package dev.holdfast.lock.tck.doubles;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.Certification;
import dev.holdfast.lock.tck.ProgressListener;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.rules.Catalogue;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** How mutants are judged: by the first rule that fails, and by what it says. */
final class Gallery {

  /** The system property that, set to true, has all rules run and not only the expected ones. */
  static final String FULL = "lock.tck.gallery.full";

  private Gallery() {}

  /** The kit rejects the backend, with one of the rules, and says why. */
  static void rejects(
      String mutant,
      BackendUnderTest backend,
      RunOptions options,
      Set<String> rules,
      Predicate<String> isSaidBy,
      String message)
      throws InterruptedException {
    Set<String> known = Catalogue.all().stream().map(Rule::id).collect(toSet());
    Set<String> expected = new HashSet<>(rules);
    expected.retainAll(known);
    assertTrue(
        !expected.isEmpty(),
        () -> mutant + ": the catalogue has none of the rules that are to find it: " + rules);
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
          isSaidBy.test(rejection.result.message()),
          "the message does not say '" + message + "': " + proof);
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
