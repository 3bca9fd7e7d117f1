package dev.holdfast.lock.tck.doubles;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.holdfast.lock.tck.RunOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kit rejects every mutant that takes several processes, for the reason that is its bug, within
 * the smoke profile; see {@link Gallery}.
 */
class ProcessMutantGalleryTest {

  /** Makes a run repeatable as far as processes permit. */
  private static final long SEED = 4711;

  /**
   * Two processes that clean up have to meet at one instant, which a storm of thirty kills brings
   * about mostly, but not always; with the system property {@value #ALL} set to true it is tried
   * all the same.
   */
  private static final Set<ProcessMutant> BY_CHANCE = EnumSet.of(ProcessMutant.M72);

  private static final String ALL = "lock.tck.gallery.all";

  @TempDir private Path directory = Path.of("");

  @TestFactory
  Stream<DynamicTest> theKitRejects() {
    return Arrays.stream(ProcessMutant.values())
        .filter(mutant -> Boolean.getBoolean(ALL) || !BY_CHANCE.contains(mutant))
        .map(mutant -> dynamicTest(mutant + ": " + mutant.bug(), () -> isRejected(mutant)));
  }

  private void isRejected(ProcessMutant mutant) throws InterruptedException {
    Gallery.rejects(
        mutant.name(),
        mutant.backend(directory),
        RunOptions.defaults().withSeed(SEED),
        mutant.expectedRules(),
        mutant::isSaidBy,
        mutant.message());
  }
}
