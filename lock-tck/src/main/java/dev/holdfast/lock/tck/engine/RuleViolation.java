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

  /**
   * A finding without a history.
   *
   * @param message what happened, in complete sentences; not null
   */
  public RuleViolation(String message) {
    super(message);
    this.proof = null;
  }

  /**
   * A finding that a history proves.
   *
   * @param proof the proof, not null
   */
  public RuleViolation(Proof proof) {
    super(proof.finding() + "\n" + WitnessTable.of(proof) + "  " + proof.reason());
    this.proof = requireNonNull(proof, "proof");
  }

  /**
   * The proof.
   *
   * @return the proof, if a history was recorded; not null
   */
  public Optional<Proof> proof() {
    return Optional.ofNullable(proof);
  }
}
