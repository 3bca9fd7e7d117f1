package dev.holdfast.lock.tck.checker;

import static java.util.Comparator.comparingLong;

import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.History;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells exactly whether what was granted could have been granted: whether the successful operations
 * have a legal order. Takes O(n log n) steps; no search is needed.
 */
final class SafetySweep {

  /*
   * A core is a span in which a handle has a mode, or a stronger one, in every order of the
   * operations that respects their calls and returns: see Life.
   *
   * Claim. The successful operations of a mutex, a reader-writer lock, upgradeable or not, or a
   * semaphore of N permits can be ordered legally if and only if no two cores conflict, for
   * semaphores if at no instant the weight of the cores is more than N.
   *   Only if: in every order each handle has at least its core mode throughout the core, and what
   * conflicts with a mode conflicts with every stronger one.
   *   If: let acquisitions and upgrades take effect at their return, downgrades and closes at their
   * call, faults when they are sent, and what has not returned not at all, or, if it weakens, at its
   * call. Every instant lies within its operation, and at every instant the modes are exactly the
   * cores.
   *
   * It is supposed that an upgrade or downgrade of a handle is not under way at the same time as
   * another call of that handle, and that no call says OK after a fault was sent that hits its
   * handle. If so, the handle is taken to be weaker than it may have been, and what was granted just
   * to be lost is taken to have been nothing: nobody is wrongly accused, but something may be missed.
   *
   * Ties: operations that touch are concurrent, so that at one instant everything that weakens comes
   * first. Cores [a, b] and [c, d] therefore overlap iff a < d and c < b. A core can be an instant;
   * then it was held for a moment, and conflicts with what is certainly held around it.
   *
   * The conflicts of modes: the cores are visited in the order of their beginnings. If one overlaps
   * any earlier one of a mode, it overlaps the one of that mode that ends last, so one candidate a
   * mode is enough, and one of another handle, since handles do not exclude themselves. Of cores that
   * begin together, instants come first: so a candidate that begins together with the one visited has
   * either ended, or really overlaps it.
   *
   * The load: at each instant, cores that end there are taken off, instants are compared one by one,
   * and cores that begin there are put on.
   */

  private final LockHistory lock;
  private final History history;
  private final Spans cores;

  private SafetySweep(LockHistory lock) {
    this.lock = lock;
    this.history = lock.history();
    this.cores = lock.cores();
  }

  static Answer check(LockHistory lock) {
    return new SafetySweep(lock).check();
  }

  private Answer check() {
    int[] order = cores.byBeginning();
    int[] found = conflict(order);
    if (found.length > 0) {
      return Answer.illegal(proofOfConflict(found), cores.size());
    }
    if (lock.resource().kind() == LockKind.SEMAPHORE) {
      found = overload(order);
      if (found.length > 0) {
        return Answer.illegal(proofOfOverload(found), cores.size());
      }
    }
    return Answer.legal(cores.size());
  }

  /** The first two cores that overlap and conflict; empty if there are none. */
  private int[] conflict(int[] order) {
    LatestEnds begun = new LatestEnds(history, cores);
    for (int span : order) {
      int earlier = begun.conflicting(cores.mode(span), handle(span));
      if (earlier >= 0 && cores.to(earlier) > cores.from(span)) {
        return new int[] {earlier, span};
      }
      begun.add(span);
    }
    return new int[0];
  }

  /** A smallest set of cores that exceed the permits together; empty if there is none. */
  private int[] overload(int[] order) {
    int[] ends = cores.byEnd();
    int permits = lock.resource().permits();
    long load = 0;
    int end = 0;
    for (int i = 0; i < order.length; i++) {
      int span = order[i];
      while (end < ends.length && cores.to(ends[end]) <= cores.from(span)) {
        load -= cores.isInstant(ends[end]) ? 0 : weight(ends[end]);
        end++;
      }
      if (load + weight(span) > permits) {
        return smallest(order, i, permits);
      }
      load += cores.isInstant(span) ? 0 : weight(span);
    }
    return new int[0];
  }

  private int weight(int span) {
    return history.weight(cores.row(span));
  }

  private long handle(int span) {
    return history.handle(cores.row(span));
  }

  private int[] smallest(int[] order, int last, int permits) {
    int span = order[last];
    List<Integer> others = new ArrayList<>();
    for (int i = 0; i < last; i++) {
      int other = order[i];
      if (cores.to(other) > cores.from(span) && cores.from(other) < cores.to(span)) {
        others.add(other);
      }
    }
    others.sort((one, other) -> Integer.compare(weight(other), weight(one)));
    long load = weight(span);
    int count = 0;
    while (load <= permits) {
      load += weight(others.get(count++));
    }
    int[] found = Arrays.copyOf(others.stream().limit(count).mapToInt(i -> i).toArray(), count + 1);
    found[count] = span;
    return Arrays.stream(found)
        .boxed()
        .sorted(comparingLong(this::handle))
        .mapToInt(i -> i)
        .toArray();
  }

  private Proof proofOfConflict(int[] found) {
    Witness witness = witness(found);
    LockMode one = cores.mode(found[0]);
    LockMode other = cores.mode(found[1]);
    return witness.proof(
        Witness.ruleOfOverlap(lock.resource(), one, other),
        witness.who() + " were both definitely held " + forHowLong(found) + ".",
        ("In every order of these operations both handles hold the lock from the return of what"
                + " granted their mode to the call that gave it up; these spans overlap, and %s"
                + " excludes %s.")
            .formatted(one, other),
        begin(found),
        end(found));
  }

  private Proof proofOfOverload(int[] found) {
    Witness witness = witness(found);
    int permits = lock.resource().permits();
    String finding =
        found.length == 2
            ? "%s were both definitely held %s, of a semaphore of %d."
                .formatted(witness.who(), forHowLong(found), permits)
            : "%d handles of a semaphore of %d permits were definitely held at once %s: %s."
                .formatted(found.length, permits, forHowLong(found), witness.who());
    int load = Arrays.stream(found).map(this::weight).sum();
    return witness.proof(
        "SEM-01",
        finding,
        ("In every order of these operations all %d handles hold their permits from the return of"
                + " their acquisition to the call that gave them up; at one instant these are %d"
                + " permits, and there are %d.")
            .formatted(found.length, load, permits),
        begin(found),
        end(found));
  }

  private Witness witness(int[] found) {
    Witness witness = new Witness(lock);
    for (int span : found) {
      witness.addCore(cores, span);
    }
    return witness;
  }

  private String forHowLong(int[] found) {
    long nanos = end(found) - begin(found);
    return nanos == 0 ? "at one instant" : "for " + Witness.time(nanos);
  }

  private long begin(int[] found) {
    return Arrays.stream(found).mapToLong(cores::from).max().orElseThrow();
  }

  private long end(int[] found) {
    return Arrays.stream(found).mapToLong(cores::to).min().orElseThrow();
  }
}
