package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.tck.history.History;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Everything that a history can be held to, each question with its answer. Immutable. */
public final class Checkup {

  /** What a history is asked, in this order; after a no, nothing more is asked. */
  public enum Question {
    /** See {@link Checks#safety}. */
    SAFETY("Could everything be granted that was granted?"),
    /** See {@link Checks#tokens}. */
    TOKENS("Do the fencing tokens increase?"),
    /** See {@link Checks#fencedWrites}. */
    FENCED_WRITES("Were fenced writes accepted and refused rightly?"),
    /** See {@link Checks#failures}. */
    REFUSALS("Did every refusal have a reason?"),
    /** See {@link Checks#exact}. */
    ORDER("Do all answers together have a legal order?");

    private final String text;

    Question(String text) {
      this.text = text;
    }

    /** The question as a sentence. */
    @Override
    public String toString() {
      return text;
    }

    /** The orders of the calls decide only where refusals need a reason each. */
    private boolean isFor(History history) {
      return this != ORDER || history.strictTry();
    }

    private Answer ask(History history, long budget) {
      return switch (this) {
        case SAFETY -> Checks.safety(history);
        case TOKENS -> Checks.tokens(history);
        case FENCED_WRITES -> Checks.fencedWrites(history);
        case REFUSALS -> Checks.failures(history);
        case ORDER -> Checks.exact(history, budget);
      };
    }
  }

  private final Map<Question, Answer> answers = new EnumMap<>(Question.class);

  private Checkup() {}

  /**
   * Asks a history everything that it can be held to.
   *
   * @param history the history, not null
   * @param budget how many configurations the exact check may look at, for each lock
   * @return the answers, not null
   * @throws IllegalArgumentException if the entries contradict each other, such as a close of what
   *     nobody has acquired
   */
  public static Checkup of(History history, long budget) {
    Checkup checkup = new Checkup();
    for (Question question : Question.values()) {
      if (question.isFor(history) && checkup.proof().isEmpty()) {
        checkup.answers.put(question, question.ask(history, budget));
      }
    }
    return checkup;
  }

  /**
   * The answer to a question.
   *
   * @param question the question, not null
   * @return the answer; empty if the question was not asked; not null
   */
  public Optional<Answer> answer(Question question) {
    return Optional.ofNullable(answers.get(question));
  }

  /**
   * The proof that the history is illegal.
   *
   * @return the proof, if it is; not null
   */
  public Optional<Proof> proof() {
    return answers.values().stream().flatMap(answer -> answer.proof().stream()).findFirst();
  }

  /**
   * The worst of the answers.
   *
   * @return UNDECIDED also if there was nothing to judge; not null
   */
  public Answer.Verdict verdict() {
    Answer all = Answer.legal(0);
    for (Answer answer : answers.values()) {
      all = all.and(answer);
    }
    return all.isLegal() && all.judged() == 0 ? Answer.Verdict.UNDECIDED : all.verdict();
  }
}
