package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.tck.checker.Proof;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run of a program has shown to be broken.
 *
 * @param kind how it was found out
 * @param rule the id of the rule that is broken
 * @param what what happened, in complete sentences
 * @param proof the proof, if the history is one
 */
record Finding(Kind kind, String rule, String what, @Nullable Proof proof) {

  /** What is broken by handles that hold at once what they must not. */
  private static final Set<String> EXCLUSION =
      Set.of("MUT-01", "RWL-02", "URW-01", "URW-02", "URW-03", "SEM-01", "FEN-01");

  /** How it was found out. */
  enum Kind {
    /** By the history. */
    PROVED,
    /** By an answer that no lock may give. */
    SEEN,
    /** By something that did not come to an end. */
    WAITED,
    /** By what was missing in the end. */
    MISSED
  }

  static Finding of(Proof proof) {
    return new Finding(Kind.PROVED, proof.rule(), proof.finding(), proof);
  }

  /**
   * Whether the two are the same fault, as far as that can be told. Which rule a leak or a hang
   * breaks depends on what else the program does, and of locks that do not exclude, which handles
   * are seen to overlap or have their tokens in the wrong order depends on chance.
   */
  boolean isLike(Finding other) {
    return kind == other.kind
        && (kind == Kind.WAITED
            || kind == Kind.MISSED
            || rule.equals(other.rule)
            || (EXCLUSION.contains(rule) && EXCLUSION.contains(other.rule)));
  }
}
