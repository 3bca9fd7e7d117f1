package dev.holdfast.lock.tck.history;

import java.util.OptionalLong;

/** The instants between which an entry took effect. */
final class Interval {

  private Interval() {}

  static void check(long called, OptionalLong returned, Outcome outcome) {
    if (returned.isEmpty() != (outcome == Outcome.UNKNOWN)) {
      throw new IllegalArgumentException(
          "What is UNKNOWN has not returned, and nothing else has not; this is %s and has %s."
              .formatted(outcome, returned.isEmpty() ? "not returned" : "returned"));
    }
    check(called, returned);
  }

  static void check(long called, OptionalLong returned) {
    if (returned.isPresent() && returned.getAsLong() < called) {
      throw new IllegalArgumentException(
          "It returned at %d, before it was called at %d.".formatted(returned.getAsLong(), called));
    }
  }
}
