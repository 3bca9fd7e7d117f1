package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.tck.history.History;
import java.util.function.Function;

/** The checks of a history, each for all its locks. */
public final class Checks {

  /** How many configurations the exact check looks at by default: some seconds. */
  public static final long BUDGET = 5_000_000;

  private Checks() {}

  /**
   * Whether what was granted could have been granted: exact for successful operations.
   *
   * @param history the history, not null
   * @return LEGAL or ILLEGAL; judged are the spans in which something was certainly held; not null
   */
  public static Answer safety(History history) {
    return each(history, SafetySweep::check);
  }

  /**
   * Whether fencing tokens increase strictly in the order of the exclusive holds.
   *
   * @param history the history, not null
   * @return LEGAL or ILLEGAL; judged are the tokens; not null
   */
  public static Answer tokens(History history) {
    return each(history, TokenOrder::check);
  }

  /**
   * Whether what the locks protect has accepted no smaller token after a greater one, and refused
   * no token without reason.
   *
   * @param history the history, not null
   * @return LEGAL or ILLEGAL; judged are the writes; not null
   */
  public static Answer fencedWrites(History history) {
    return FencedRegister.check(history);
  }

  /**
   * Whether refusals have a reason: an attempt that is alone on a free lock succeeds; and if the
   * backend promises strict tries, every refusal is due to a conflicting hold. What could not be
   * granted is reported instead, if there is something.
   *
   * @param history the history, not null
   * @return LEGAL or ILLEGAL; judged are the attempts that would have shown a violation; not null
   */
  public static Answer failures(History history) {
    return each(
        history,
        lock -> {
          Answer safety = SafetySweep.check(lock);
          return safety.isLegal() ? FailureCheck.check(lock, history.strictTry()) : safety;
        });
  }

  /**
   * Whether all answers, refusals included, have a legal order. For short histories, and for long
   * ones with few calls under way at a time.
   *
   * @param history the history of a backend that promises strict tries, not null
   * @param budget how many configurations may be looked at for each lock
   * @return UNDECIDED if that was not enough; judged are the operations; not null
   */
  public static Answer exact(History history, long budget) {
    return each(history, lock -> ExactCheck.check(lock, budget));
  }

  private static Answer each(History history, Function<LockHistory, Answer> check) {
    Answer answer = Answer.legal(0);
    for (LockHistory lock : LockHistory.of(history)) {
      answer = answer.and(check.apply(lock));
      if (answer.proof().isPresent()) {
        return answer;
      }
    }
    return answer;
  }
}
