package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** One small bug each that takes several processes to be seen. */
enum ProcessMutant {
  /** An exception escapes when two providers of one process want one lock. */
  M57(
      Tier.HARD,
      RangeLockBackend.class,
      "OverlappingFileLockException escapes between two providers of one process",
      "PRV-02 MUT-03 MUT-05",
      "OverlappingFileLockException"),
  /** Each attempt opens and closes the file, which drops the locks of the process. */
  M58(
      Tier.HARD,
      RangeLockBackend.class,
      "a channel is opened and closed for each attempt, and drops the locks of the process",
      "MUT-05",
      "a failed attempt there"),
  /** An interrupted waiter closes the channel that the holder's lock hangs on. */
  M59(
      Tier.HARD,
      RangeLockBackend.class,
      "an interrupted waiter closes the channel that carries the lock",
      "INT-04 MUT-05",
      "interrupt"),
  /** Children inherit the lock. */
  M60(
      Tier.HARD,
      ProcessTableBackend.class,
      "a child process of the holder keeps the lock",
      "CRS-04",
      "child process"),
  /** The dead hold on. */
  M61(Tier.HARD, ProcessTableBackend.class, "a dead holder is not noticed", "CRS-01", "killed"),
  /** A holder is its process id, and whoever has the own one is left over from before. */
  M62(
      Tier.HARD,
      ProcessTableBackend.class,
      "a holder is known by its process id alone, and one with the own id is left over",
      "CRS-07",
      "in another container"),
  /** The file is unlinked on release. */
  M71(
      Tier.FIENDISH,
      RangeLockBackend.class,
      "the lock file is unlinked on release",
      "MUT-04",
      "definitely held"),
  /** Two that remove a dead holder undo what happened meanwhile. */
  M72(
      Tier.FIENDISH,
      ProcessTableBackend.class,
      "whoever removes a dead holder undoes what others have done meanwhile",
      "CRS-01 CRS-02 CRS-03",
      "held"),
  /** The token is drawn before the lock is held. */
  M73(
      Tier.FIENDISH,
      ProcessTableBackend.class,
      "the token is drawn before the lock is held",
      "FEN-01",
      "token"),
  /** Permits are counted, and then taken. */
  M81(
      Tier.FIENDISH,
      ProcessTableBackend.class,
      "permits are counted and then taken",
      "SEM-01 MUT-01 MUT-04",
      "held");

  private final Tier tier;
  private final Class<? extends LockBackendFactory> backend;
  private final String bug;
  private final String expectedRules;
  private final String message;

  ProcessMutant(
      Tier tier,
      Class<? extends LockBackendFactory> backend,
      String bug,
      String expectedRules,
      String message) {
    this.tier = tier;
    this.backend = backend;
    this.bug = bug;
    this.expectedRules = expectedRules;
    this.message = message;
  }

  Tier tier() {
    return tier;
  }

  /**
   * The double that has the bug.
   *
   * @param directory where it keeps its files
   */
  BackendUnderTest backend(Path directory) {
    return BackendUnderTest.of(backend)
        .config(
            Map.of(
                ProcessTableBackend.DIRECTORY, directory.toString(),
                ProcessTableBackend.MUTANT, name()));
  }

  /** The bug, in one line. */
  String bug() {
    return bug;
  }

  /** What the message of the failure says, among other things; alternatives are parted by "|". */
  String message() {
    return message;
  }

  boolean isSaidBy(String failure) {
    return Arrays.stream(message.split("\\|")).anyMatch(failure::contains);
  }

  /** One of these rules has to be the first that fails. */
  Set<String> expectedRules() {
    return Set.of(expectedRules.split(" "));
  }
}
