package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.tck.engine.Trial;
import java.util.OptionalLong;

/** What the lock protects. */
final class FencedRegister {

  private final Trial trial;
  private long greatest = Long.MIN_VALUE;
  private Object last = "nobody";

  FencedRegister(Trial trial) {
    this.trial = trial;
  }

  /** A write by the present holder. */
  void write(LockHandle holder) {
    long token = token(trial, holder);
    if (token < greatest) {
      throw trial.violated(
          "The resource refuses the present holder, %s, which has token %d: it has seen %d, from %s.",
          holder, token, greatest, last);
    }
    if (token == greatest && holder != last) {
      throw trial.violated("%s and %s have the same fencing token, %d.", last, holder, token);
    }
    greatest = token;
    last = holder;
    trial.evidence(1);
  }

  /** A write by somebody who has lost the lock to the one that has written last. */
  void writeLate(LockHandle stale, String story) {
    long token = token(trial, stale);
    if (token >= greatest) {
      throw trial.violated(
          "The resource accepts %s, which has token %d, after %s, which has token %d, although the"
              + " latter came later: %s.",
          stale, token, last, greatest, story);
    }
    trial.evidence(1);
  }

  /** Somebody who was superseded long ago must not believe any more that a write will do. */
  void isRefusedForGood(LockHandle stale) {
    if (stale.isHeld()) {
      throw trial.violated(
          "The resource refuses %s, which says that it is held and has token %d: it has seen %d, from"
              + " %s, which came later.",
          stale, token(trial, stale), greatest, last);
    }
  }

  private static long token(Trial trial, LockHandle handle) {
    OptionalLong token = handle.fencingToken();
    if (token.isEmpty()) {
      throw trial.violated("%s, which is exclusive, has no fencing token.", handle);
    }
    return token.getAsLong();
  }
}
