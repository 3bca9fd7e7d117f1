package dev.holdfast.lock.tck.checker;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a checker says of a history.
 *
 * @param verdict the answer, not null
 * @param proof the proof; there is one if and only if the answer is ILLEGAL; not null
 * @param reason why it is undecided, a sentence; empty otherwise; not null
 * @param judged how many holds or failures were looked at that would have shown a violation
 */
public record Answer(Verdict verdict, Optional<Proof> proof, String reason, long judged) {

  /** The three answers. */
  public enum Verdict {
    /** What is checked is in order. */
    LEGAL,
    /** It is proved that it is not. */
    ILLEGAL,
    /** It would take too long to tell. */
    UNDECIDED
  }

  /**
   * Rejects what contradicts itself.
   *
   * @param verdict see above
   * @param proof see above
   * @param reason see above
   * @param judged see above
   */
  public Answer {
    requireNonNull(verdict, "verdict");
    requireNonNull(reason, "reason");
    if (proof.isPresent() != (verdict == Verdict.ILLEGAL)) {
      throw new IllegalArgumentException(
          "There is a proof if and only if the history is illegal, but this is " + verdict + ".");
    }
  }

  static Answer legal(long judged) {
    return new Answer(Verdict.LEGAL, Optional.empty(), "", judged);
  }

  static Answer illegal(Proof proof, long judged) {
    return new Answer(Verdict.ILLEGAL, Optional.of(proof), "", judged);
  }

  static Answer undecided(String reason, long judged) {
    return new Answer(Verdict.UNDECIDED, Optional.empty(), reason, judged);
  }

  /** This, unless the other one is worse: ILLEGAL before UNDECIDED before LEGAL. */
  Answer and(Answer other) {
    Answer worse = rank(other) > rank(this) ? other : this;
    return new Answer(worse.verdict, worse.proof, worse.reason, judged + other.judged);
  }

  private static int rank(Answer answer) {
    return switch (answer.verdict) {
      case LEGAL -> 0;
      case UNDECIDED -> 1;
      case ILLEGAL -> 2;
    };
  }

  /**
   * Tells whether it is in order.
   *
   * @return whether the answer is LEGAL
   */
  public boolean isLegal() {
    return verdict == Verdict.LEGAL;
  }
}
