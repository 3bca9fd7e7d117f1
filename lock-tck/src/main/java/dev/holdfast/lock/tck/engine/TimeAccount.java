package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.tck.Profile;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Divides the time of a run: every check takes what it takes, and what is left is shared by the
 * stress checks according to their weights. Confined to one thread at a time.
 */
final class TimeAccount {

  /*
   * How long the checks still to come will take apart from stress is not known: a try costs
   * nanoseconds in one backend and milliseconds in the next. So the account begins with what rules
   * say of themselves, and corrects that by what the run has measured so far:
   *   (1) pace = measured / said, over all cases that have ended well;
   *   (2) a case that took much longer than it said counts as no more than OUTLIER times that, or
   *       one slow rule would be taken for a slow backend;
   *   (3) time that is lost on a case that did not end well is nobody's: a check that hangs until
   *       it is ended must not leave the others without time to find their own violations.
   *   (4) neither is the time of what has to be tried again, because a slow backend, or a machine
   *       under load, has shown too little: no share is too small to tell.
   * A share is a part of the rest of the time, divided anew each time a case begins. But it is
   * never less than LEAST_PART of what it would be if STRESS_PART of the whole were for stress: a
   * machine that is too slow makes the run longer rather than worthless.
   */
  private static final double STRESS_PART = 0.6;
  private static final double LEAST_PART = 0.3;
  private static final double OUTLIER = 10;

  /** No case gets more than this part of the whole, however few are run. */
  private static final double MOST_PART = 0.06;

  /** What starting the JVM and writing the report take. */
  private static final double RESERVE = 0.07;

  /** Less than this shows nothing. */
  private static final double LEAST_NANOS = 20e6;

  /** What is tried again because too little was seen gets so many times the time. */
  private static final double MORE = 4;

  /** So much time a case may get in any case that sees too little in less. */
  private static final double LEAST_MOST_NANOS = 5e9;

  /** So many nanoseconds of measurement are taken for granted before the first case. */
  private static final double TRUST = 1e9;

  private final double total;
  private final double allWeights;
  private final LongSupplier nanoTime;
  private final long started;
  private final Set<Case> toCome;
  private double forgiven;
  private double measured = TRUST;
  private double said = TRUST;

  TimeAccount(Duration total, Collection<Case> planned, LongSupplier nanoTime) {
    this.total = total.toNanos();
    this.nanoTime = nanoTime;
    this.started = nanoTime.getAsLong();
    this.toCome = new HashSet<>(planned);
    this.allWeights = Math.max(1, weights());
  }

  private double weights() {
    return toCome.stream().mapToDouble(tried -> tried.rule().weight()).sum();
  }

  /** How long the stress of a case may take that is about to begin. */
  Duration shareOf(Case tried) {
    double weight = tried.rule().weight();
    double usual = total * STRESS_PART * weight / allWeights;
    double rest = total * (1 - RESERVE) + forgiven - (nanoTime.getAsLong() - started);
    double fixed = toCome.stream().mapToDouble(TimeAccount::usualTime).sum() * measured / said;
    double share = weight == 0 ? 0 : (rest - fixed) * weight / Math.max(weight, weights());
    double least = Math.max(LEAST_NANOS, usual * LEAST_PART);
    return Duration.ofNanos((long) Math.min(total * MOST_PART, Math.max(least, share)));
  }

  /** A part of what the stress of a case takes in the smoke profile, one over the last argument. */
  Duration glanceAt(Case tried, int part) {
    double usual =
        Profile.SMOKE.total().toNanos() * STRESS_PART * tried.rule().weight() / allWeights / part;
    return Duration.ofNanos((long) Math.max(LEAST_NANOS, usual));
  }

  /**
   * How long the stress of a case may take that has seen too little in its share: more, or the same
   * if there is no more.
   */
  Duration moreThan(Duration share) {
    double most = Math.max(LEAST_MOST_NANOS, total * MOST_PART);
    return Duration.ofNanos(
        (long) Math.max((double) share.toNanos(), Math.min(most, MORE * share.toNanos())));
  }

  /** Time that a case has taken in vain. */
  void lost(Duration taken) {
    forgiven += taken.toNanos();
  }

  /** A case has ended. */
  void ended(Case tried, Duration share, Duration taken, boolean well) {
    if (!toCome.remove(tried)) {
      return;
    }
    double stress = tried.rule().weight() == 0 ? 0 : share.toNanos();
    double fixed = Math.max(0, taken.toNanos() - stress);
    double usual = usualTime(tried);
    if (well) {
      measured += Math.min(fixed, OUTLIER * usual);
      said += usual;
    } else {
      forgiven += Math.max(0, fixed - usual * measured / said);
    }
  }

  private static double usualTime(Case tried) {
    return tried.rule().takes().toNanos();
  }
}
