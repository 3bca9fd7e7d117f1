package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.tck.Profile;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How long a run has taken, and what it therefore leaves out. */
final class RunTime {

  /** Who has hung so often will hang again, and each time leaves threads behind. */
  private static final int MOST_HANGS = 8;

  private final Profile profile;
  private final LongSupplier nanoTime;
  private final long started;
  private int hangs;

  RunTime(Profile profile, LongSupplier nanoTime) {
    this.profile = profile;
    this.nanoTime = nanoTime;
    this.started = nanoTime.getAsLong();
  }

  /** A check has not ended by itself. */
  void hung() {
    hangs++;
  }

  /**
   * Why the next case is left out. Only broken backends make a run that long: where check after
   * check hangs, one subject of each rule has to do, and in the end nothing goes on.
   *
   * @param ruleHasFailed whether the rule has failed for another subject
   */
  Optional<String> reasonToSkip(boolean ruleHasFailed) {
    if (hangs >= MOST_HANGS) {
      return Optional.of("Not tried: %d checks have hung before.".formatted(hangs));
    }
    Duration taken = Duration.ofNanos(nanoTime.getAsLong() - started);
    if (taken.compareTo(profile.limit()) > 0) {
      return Optional.of(
          "The time is used up: the run has taken more than %d s."
              .formatted(profile.limit().toSeconds()));
    }
    if (ruleHasFailed && taken.compareTo(profile.total()) > 0) {
      return Optional.of(
          "Not tried: the rule has failed before, and the run has taken more than %d s."
              .formatted(profile.total().toSeconds()));
    }
    return Optional.empty();
  }
}
