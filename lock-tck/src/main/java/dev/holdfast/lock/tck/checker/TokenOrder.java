package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.History;

/** Tells whether fencing tokens increase strictly in the order of the exclusive holds. */
final class TokenOrder {

  /*
   * Of two exclusive cores that do not overlap, the one that ends before the other begins was held
   * before in every legal order: if the later one had been granted first, it would have been held
   * until after the earlier core. So the exclusive cores are totally ordered, except instants that
   * coincide, which may have come in either order; there, the smaller token came first.
   *
   * Each token is compared with the greatest before it. Cores that overlap are not compared: that is
   * another violation, and SafetySweep finds it.
   */

  private final LockHistory lock;
  private final History history;
  private final Spans cores;

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
      while (at > 0 && areOneInstant(order[at - 1], moved) && token(order[at - 1]) > token(moved)) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = moved;
    }
  }

  private boolean areOneInstant(int one, int other) {
    return cores.isInstant(one) && cores.isInstant(other) && cores.from(one) == cores.from(other);
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
