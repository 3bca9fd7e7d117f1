package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.tck.history.FencedWrite;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.Outcome;
import dev.holdfast.lock.tck.history.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Tells whether the thing that a lock protects has accepted and refused writes as it has to: it
 * accepts a token if and only if it is at least the greatest that it has accepted. Exact if all
 * writes have returned.
 */
final class FencedRegister {

  /*
   * Accepted writes take effect in the order of their tokens. Let each take effect as early as it can:
   * at its call, or when all accepted writes with smaller tokens, and those of the same that were
   * called before, have. That is possible unless it has returned by then, that is, unless a smaller
   * token was accepted by a call after the return of a greater one's. A refused write needs an
   * accepted one with a greater token that takes effect before it returns; the earliest possible one
   * is the next greater.
   *
   * Writes that never returned may have been accepted or not. They excuse refusals from their calls
   * on, and nothing else is concluded from them.
   */

  private final Resource resource;
  private final List<FencedWrite> accepted = new ArrayList<>();
  private final List<FencedWrite> others = new ArrayList<>();

  private FencedRegister(Resource resource, List<FencedWrite> writes) {
    this.resource = resource;
    for (FencedWrite write : writes) {
      (write.outcome() == Outcome.OK ? accepted : others).add(write);
    }
    accepted.sort(
        Comparator.comparingLong(FencedWrite::token).thenComparingLong(FencedWrite::called));
  }

  static Answer check(History history) {
    Answer answer = Answer.legal(0);
    for (Resource resource :
        history.writes().stream().map(FencedWrite::resource).distinct().toList()) {
      List<FencedWrite> writes =
          history.writes().stream().filter(write -> write.resource().equals(resource)).toList();
      answer = answer.and(new FencedRegister(resource, writes).check(writes.size()));
    }
    return answer;
  }

  private Answer check(long judged) {
    List<Long> effects = new ArrayList<>();
    FencedWrite latest = null;
    for (FencedWrite write : accepted) {
      if (latest != null && latest.called() > write.returned().orElseThrow()) {
        return Answer.illegal(wronglyAccepted(write, latest), judged);
      }
      if (latest == null || write.called() > latest.called()) {
        latest = write;
      }
      effects.add(latest.called());
    }
    for (FencedWrite write : others) {
      if (write.outcome() == Outcome.FAILED && !isExcused(write, effects)) {
        return Answer.illegal(wronglyRefused(write), judged);
      }
    }
    return Answer.legal(judged);
  }

  private boolean isExcused(FencedWrite refused, List<Long> effects) {
    long returned = refused.returned().orElseThrow();
    for (int i = 0; i < accepted.size(); i++) {
      if (accepted.get(i).token() > refused.token()) {
        if (effects.get(i) <= returned) {
          return true;
        }
        break;
      }
    }
    return others.stream()
        .anyMatch(
            other ->
                other.outcome() == Outcome.UNKNOWN
                    && other.token() > refused.token()
                    && other.called() <= returned);
  }

  private Proof wronglyAccepted(FencedWrite greater, FencedWrite smaller) {
    return proof(
        ("A write with token %d, by handle h%d (%s), was accepted although one with token %d, by handle"
                + " h%d (%s), had been accepted before.")
            .formatted(
                smaller.token(),
                smaller.handle(),
                smaller.actor(),
                greater.token(),
                greater.handle(),
                greater.actor()),
        "The write with the greater token returned before the other one was called, so that it came"
            + " first in every order.",
        List.of(greater, smaller));
  }

  private Proof wronglyRefused(FencedWrite refused) {
    return proof(
        "A write with token %d, by handle h%d (%s), was refused although no greater token had been accepted."
            .formatted(refused.token(), refused.handle(), refused.actor()),
        "In no order does an accepted write with a greater token come before this one.",
        List.of(refused));
  }

  private Proof proof(String finding, String reason, List<FencedWrite> witness) {
    FencedWrite last = witness.get(witness.size() - 1);
    return new Proof(
        "FEN-03",
        resource,
        finding,
        reason,
        List.copyOf(witness),
        List.of(),
        last.called(),
        last.returned().orElse(last.called()));
  }
}
