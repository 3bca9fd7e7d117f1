package dev.holdfast.lock.tck.engine;

import java.time.LocalDate;

/**
 * A failure that is accepted for now.
 *
 * @param rule the id of the rule
 * @param reason why
 * @param expires the last day on which it counts
 * @param link where the failure is tracked
 */
record Waiver(String rule, String reason, LocalDate expires, String link) {

  @Override
  public String toString() {
    return "Waived until %s: %s (%s)".formatted(expires, reason, link);
  }
}
