package dev.holdfast.lock.tck.doubles;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.RunOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
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

  @TempDir private Path directory = Path.of("");

  @TestFactory
  Stream<DynamicTest> theKitRejects() {
    return Arrays.stream(ProcessMutant.values())
        .map(mutant -> dynamicTest(mutant + ": " + mutant.bug(), () -> isRejected(mutant)));
  }

  private void isRejected(ProcessMutant mutant) throws InterruptedException {
    BackendUnderTest backend =
        BackendUnderTest.of(mutant.backend())
            .config(
                Map.of(
                    ProcessTableBackend.DIRECTORY,
                    directory.toString(),
                    ProcessTableBackend.MUTANT,
                    mutant.name()));
    Gallery.rejects(
        mutant.name(),
        backend,
        RunOptions.defaults().withSeed(SEED),
        mutant.expectedRules(),
        mutant::isSaidBy,
        mutant.message());
  }
}
