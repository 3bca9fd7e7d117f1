package dev.holdfast.lock.tck.doubles;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.holdfast.lock.tck.Profile;
import dev.holdfast.lock.tck.RunOptions;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The kit rejects every mutant, for the reason that is its bug. By default only the expected rules
 * run; with the system property {@value Gallery#FULL} set to true the whole catalogue does, until a
 * rule fails, and that has to be an expected one.
 */
class MutantGalleryTest {

  /** Ids separated by commas; all by default. */
  private static final Set<String> ONLY =
      Set.of(System.getProperty("lock.tck.gallery.only", "").split(",", -1)).stream()
          .filter(id -> !id.isEmpty())
          .collect(toSet());

  /** Makes a run repeatable as far as threads permit. */
  private static final long SEED = 4711;

  /** Takes hundreds of names contended at once, which the short profiles do not have. */
  private static final Mutant OUT_OF_REACH = Mutant.M70;

  @TestFactory
  Stream<DynamicTest> theKitRejects() {
    return Arrays.stream(Mutant.values())
        .filter(mutant -> mutant.existsHere() && mutant != OUT_OF_REACH)
        .filter(mutant -> ONLY.isEmpty() || ONLY.contains(mutant.name()))
        .map(mutant -> dynamicTest(mutant + ": " + mutant.bug(), () -> isRejected(mutant)));
  }

  private static void isRejected(Mutant mutant) throws InterruptedException {
    // What is rare needs more time than the smoke profile has, on a busy machine above all. What is
    // not is found at the first glance.
    boolean isRare = mutant.tier() == Tier.HARD || mutant.tier() == Tier.FIENDISH;
    RunOptions options =
        RunOptions.defaults().withSeed(SEED).withProfile(isRare ? Profile.STANDARD : Profile.SMOKE);
    Gallery.rejects(
        mutant.name(),
        mutant.backend(Map.of(ProviderMutants.DEFAULT_TIMEOUT, "PT0.02S")),
        options,
        mutant.expectedRules(),
        mutant::isSaidBy,
        mutant.message());
  }
}
