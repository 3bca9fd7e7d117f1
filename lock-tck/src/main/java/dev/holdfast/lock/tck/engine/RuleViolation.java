package dev.holdfast.lock.tck.engine;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.tck.checker.Proof;
import dev.holdfast.lock.tck.checker.WitnessTable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The backend breaks a rule. The message tells what happened, not what was expected. */
public final class RuleViolation extends AssertionError {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable Proof proof;
  private final @Nullable String program;

  /**
   * A finding without a history.
   *
   * @param message what happened, in complete sentences; not null
   */
  public RuleViolation(String message) {
    this(message, null, null);
  }

  /**
   * A finding that a history proves.
   *
   * @param proof the proof, not null
   */
  public RuleViolation(Proof proof) {
    this(
        proof.finding() + "\n" + WitnessTable.of(proof) + "  " + proof.reason(),
        requireNonNull(proof, "proof"),
        null);
  }

  private RuleViolation(String message, @Nullable Proof proof, @Nullable String program) {
    super(message);
    this.proof = proof;
    this.program = program;
  }

  /**
   * The same finding, with the program that led to it.
   *
   * @param story what the message goes on with, not null
   * @param stored what a file says that is to be replayed, not null
   * @return the finding, not null
   */
  public RuleViolation withProgram(String story, String stored) {
    return new RuleViolation(
        getMessage() + "\n\n" + story, proof, requireNonNull(stored, "stored"));
  }

  /**
   * The proof.
   *
   * @return the proof, if a history was recorded; not null
   */
  public Optional<Proof> proof() {
    return Optional.ofNullable(proof);
  }

  /**
   * The program that fails.
   *
   * @return what a file says that is to be replayed, if a generated program failed; not null
   */
  public Optional<String> program() {
    return Optional.ofNullable(program);
  }
}
