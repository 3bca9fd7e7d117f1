package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.History;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells whether fencing tokens increase strictly in the order of the exclusive holds. */
final class TokenOrder {

  /*
   * Of two exclusive cores that do not overlap, the one that ends before the other begins was held
   * before in every legal order: if the later one had been granted first, it would have been held
   * until after the earlier core. So the exclusive cores are totally ordered, except instants that
   * coincide. Of these, one whose handle held something before came first, and one whose handle held
   * something after came last; the others may have come in any order, and there the smaller token
   * came first.
   *
   * Each token is compared with the greatest before it. Cores that overlap are not compared: that is
   * another violation, and SafetySweep finds it.
   */

  private final LockHistory lock;
  private final History history;
  private final Spans cores;

  /** Made when it is needed, which is rarely. */
  private @Nullable Map<Long, Integer> bases;

  private TokenOrder(LockHistory lock) {
    this.lock = lock;
    this.history = lock.history();
    this.cores = lock.cores();
  }

  static Answer check(LockHistory lock) {
    return new TokenOrder(lock).check();
  }

  private Answer check() {
    int[] order = cores.byBeginning();
    sortInstants(order);
    int greatest = -1;
    long compared = 0;
    for (int span : order) {
      if (cores.mode(span) != LockMode.WRITE || !history.hasToken(cores.row(span))) {
        continue;
      }
      compared++;
      if (greatest >= 0
          && token(span) <= token(greatest)
          && cores.to(greatest) <= cores.from(span)) {
        return Answer.illegal(proof(greatest, span), compared);
      }
      if (greatest < 0 || token(span) > token(greatest)) {
        greatest = span;
      }
    }
    return Answer.legal(compared);
  }

  private void sortInstants(int[] order) {
    for (int i = 1; i < order.length; i++) {
      int moved = order[i];
      int at = i;
      while (at > 0 && areOneInstant(order[at - 1], moved) && isBefore(moved, order[at - 1])) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = moved;
    }
  }

  private boolean areOneInstant(int one, int other) {
    return cores.isInstant(one) && cores.isInstant(other) && cores.from(one) == cores.from(other);
  }

  private boolean isBefore(int one, int other) {
    int first = rank(one);
    int second = rank(other);
    return first == second ? token(one) < token(other) : first < second;
  }

  /** Whether the handle of an instant held something before it (0), after it (2) or neither (1). */
  private int rank(int instant) {
    Integer base = bases().get(handle(instant));
    if (base == null || cores.isInstant(base)) {
      return 1;
    }
    return cores.from(base) < cores.from(instant) ? 0 : 2;
  }

  /** For each handle that is not always exclusive the core of its weakest mode. */
  private Map<Long, Integer> bases() {
    Map<Long, Integer> known = bases;
    if (known == null) {
      known = new HashMap<>();
      for (int span = 0; span < cores.size(); span++) {
        if (cores.mode(span) != LockMode.WRITE) {
          known.put(handle(span), span);
        }
      }
      bases = known;
    }
    return known;
  }

  private long handle(int span) {
    return history.handle(cores.row(span));
  }

  private long token(int span) {
    return history.token(cores.row(span));
  }

  private Proof proof(int before, int after) {
    Witness witness = new Witness(lock);
    witness.addCore(cores, before);
    witness.addCore(cores, after);
    return witness.proof(
        "FEN-01",
        "Fencing tokens are out of order: %s, held one after the other, have %d and then %d."
            .formatted(witness.who(), token(before), token(after)),
        "The first of these exclusive holds was given up before the second was known to be granted,"
            + " so that it came first in every order; the later token has to be greater.",
        cores.to(before),
        cores.from(after));
  }
}
