package dev.holdfast.lock.filesystem.storm;

import dev.holdfast.lock.LockMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is wrong with a history.
 *
 * @param overlaps how often a hold began that those before it exclude
 * @param tokenFaults how many tokens are missing, out of place, or not greater than the one before
 * @param openHolds how many holds of processes that ended in peace have no end
 * @param examples some of them in words
 */
record Verdict(long overlaps, long tokenFaults, long openHolds, List<String> examples) {

  private static final int MOST_EXAMPLES = 5;

  /*
   * A hold is taken for the time from the moment after its grant to the moment before its release,
   * on one clock for all processes: it is never taken for longer than it was. So two holds that
   * overlap here have overlapped.
   *
   * Exclusive holds that do not overlap have an order in time, which is the order of their grants: the
   * second one was granted after the first had ended, and this in turn was after its grant was
   * recorded. That also holds if the first one was ended by a kill. So tokens have to increase in the
   * order of the recorded grants, and then no two are equal.
   */
  static Verdict on(List<Hold> holds, int permits) {
    List<Hold> ordered = new ArrayList<>(holds);
    ordered.sort(Comparator.comparingLong(Hold::granted));
    Judge judge = new Judge(permits);
    ordered.forEach(judge::judge);
    return judge.verdict();
  }

  boolean isClean() {
    return overlaps == 0 && tokenFaults == 0 && openHolds == 0;
  }

  /** Goes through a history in the order of the grants. */
  private static final class Judge {

    private final int permits;
    private final List<Hold> inside = new ArrayList<>();
    private final List<String> examples = new ArrayList<>();
    private long lastToken = Hold.NO_TOKEN;
    private long overlaps;
    private long tokenFaults;
    private long openHolds;

    private Judge(int permits) {
      this.permits = permits;
    }

    private void judge(Hold hold) {
      if (hold.until() == Hold.OPEN) {
        openHolds++;
        note("never ended: " + hold);
        return;
      }
      judgeToken(hold);
      inside.removeIf(other -> other.until() <= hold.granted());
      judgeCompany(hold);
      if (hold.until() > hold.granted()) {
        inside.add(hold);
      }
    }

    private void judgeCompany(Hold hold) {
      if (hold.until() <= hold.granted()) {
        return; // known for no time at all
      }
      long permitsInside = 0;
      for (Hold other : inside) {
        if (other.mode().conflictsWith(hold.mode()) && !other.hasOwnerOf(hold)) {
          overlaps++;
          note("overlap: " + other + ", " + hold);
        }
        permitsInside += other.mode() == LockMode.PERMIT ? 1 : 0;
      }
      if (hold.mode() == LockMode.PERMIT && permitsInside >= permits) {
        overlaps++;
        note("overlap: " + permitsInside + " permits were taken when this one came: " + hold);
      }
    }

    private void judgeToken(Hold hold) {
      boolean hasToken = hold.token() != Hold.NO_TOKEN;
      if (hasToken != hold.isExclusive()) {
        tokenFaults++;
        note((hasToken ? "token out of place: " : "no token: ") + hold);
      } else if (hasToken) {
        if (hold.token() <= lastToken) {
          tokenFaults++;
          note("token not above " + lastToken + ": " + hold);
        }
        lastToken = hold.token();
      }
    }

    private void note(String example) {
      if (examples.size() < MOST_EXAMPLES) {
        examples.add(example);
      }
    }

    private Verdict verdict() {
      return new Verdict(overlaps, tokenFaults, openHolds, List.copyOf(examples));
    }
  }
}
