package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.tck.history.History;
import java.util.function.Function;

/** The checks of a history, each for all its locks. */
public final class Checks {

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
