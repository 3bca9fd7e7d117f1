package dev.holdfast.lock.tck.worker;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** What was found out about the clocks of all worker processes of a run. Thread-safe. */
public final class ClockSurvey {

  /** One for each process, though they may say the same. */
  private final Set<ClockCertificate> certificates =
      Collections.newSetFromMap(new IdentityHashMap<>());

  ClockSurvey() {}

  /** Adds a process, unless it has been added before. */
  synchronized void add(ClockCertificate certificate) {
    boolean unused = certificates.add(certificate);
  }

  /**
   * A sentence or two for a report: about the process whose clock differs most, if any does.
   *
   * @return the text; empty if there were no processes; not null
   */
  public synchronized String inWords() {
    ClockCertificate worst = null;
    for (ClockCertificate next : certificates) {
      worst = worst == null || isWorse(next, worst) ? next : worst;
    }
    if (worst == null) {
      return "";
    }
    String whose =
        certificates.size() == 1
            ? "that of 1 worker process"
            : "those of %d worker processes".formatted(certificates.size());
    String judgement =
        worst.isOne()
            ? "the clock of the kit and %s are one and the same"
            : worst.isUsable()
                ? "the clock of the kit and %s may differ, and spans were narrowed by that"
                : "the clock of the kit and %s cannot be compared";
    return judgement.formatted(whose) + " (" + worst.grounds() + ")";
  }

  private static boolean isWorse(ClockCertificate one, ClockCertificate other) {
    return one.isOne() == other.isOne()
        ? one.isUsable() == other.isUsable()
            ? one.most() - one.least() > other.most() - other.least()
            : !one.isUsable()
        : !one.isOne();
  }
}
