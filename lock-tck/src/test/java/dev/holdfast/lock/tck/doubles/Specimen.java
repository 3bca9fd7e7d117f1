package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.tck.BackendUnderTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A backend on which the kit proves itself.
 *
 * @param name unique, not null
 * @param tier how hard the bug is to find; of no meaning if there is none; not null
 * @param bug the bug in one line, empty if there is none; not null
 * @param expectedRules one of these has to be the first that fails; empty if none may; not null
 * @param isSaidBy whether a message names the bug, not null
 * @param backend the backend, given a directory for its files; not null
 */
public record Specimen(
    String name,
    Tier tier,
    String bug,
    Set<String> expectedRules,
    Predicate<String> isSaidBy,
    Function<Path, BackendUnderTest> backend) {

  /**
   * All that have a bug on this JVM.
   *
   * @return the mutants, not null
   */
  public static List<Specimen> mutants() {
    List<Specimen> specimens = new ArrayList<>();
    Map<String, String> config = Map.of(ProviderMutants.DEFAULT_TIMEOUT, "PT0.02S");
    Arrays.stream(Mutant.values())
        .filter(Mutant::existsHere)
        .map(
            mutant ->
                new Specimen(
                    mutant.name(),
                    mutant.tier(),
                    mutant.bug(),
                    mutant.expectedRules(),
                    mutant::isSaidBy,
                    directory -> mutant.backend(config)))
        .forEach(specimens::add);
    Arrays.stream(ProcessMutant.values())
        .map(
            mutant ->
                new Specimen(
                    "P" + mutant.name().substring(1),
                    mutant.tier(),
                    mutant.bug(),
                    mutant.expectedRules(),
                    mutant::isSaidBy,
                    mutant::backend))
        .forEach(specimens::add);
    return List.copyOf(specimens);
  }

  /**
   * All that are correct.
   *
   * @return the references, not null
   */
  public static List<Specimen> references() {
    return Stream.of(
            reference("reference", directory -> BackendUnderTest.of(ReferenceBackend.class)),
            reference("semaphore", directory -> BackendUnderTest.of(SemaphoreBackend.class)),
            reference(
                "reader-writer",
                directory -> BackendUnderTest.of(ReentrantReadWriteLockBackend.class)),
            reference("lease", directory -> LeaseBackend.underTest(Map.of())),
            reference(
                "process table",
                directory ->
                    BackendUnderTest.of(ProcessTableBackend.class)
                        .config(Map.of(ProcessTableBackend.DIRECTORY, directory.toString()))),
            reference(
                "range locks",
                directory ->
                    BackendUnderTest.of(RangeLockBackend.class)
                        .config(Map.of(ProcessTableBackend.DIRECTORY, directory.toString()))))
        .toList();
  }

  private static Specimen reference(String name, Function<Path, BackendUnderTest> backend) {
    return new Specimen(name, Tier.EASY, "", Set.of(), message -> false, backend);
  }
}
