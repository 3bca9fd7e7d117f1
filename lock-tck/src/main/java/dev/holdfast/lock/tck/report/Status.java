package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.Level;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;

/** What a reader wants to know of a rule at first sight, the most urgent first. */
enum Status {
  FAILED("\u2717", "failed", Verdict.FAIL),
  KIT_ERROR("!", "kit error", Verdict.HARNESS_ERROR),
  INCONCLUSIVE("?", "inconclusive", Verdict.INCONCLUSIVE),
  NOT_FOLLOWED("\u2717", "recommendation not followed", Verdict.WAIVED),
  WAIVED("~", "waived", Verdict.WAIVED),
  NOT_RUN("?", "not run", Verdict.INCONCLUSIVE),
  PASSED("\u2713", "passed", Verdict.PASS),
  NOT_APPLICABLE("\u2013", "does not apply", Verdict.NOT_APPLICABLE),
  NOT_SELECTED("\u2013", "not selected", Verdict.NOT_APPLICABLE);

  private final String sign;
  private final String word;
  private final Verdict colour;

  Status(String sign, String word, Verdict colour) {
    this.sign = sign;
    this.word = word;
    this.colour = colour;
  }

  static Status of(Certificate certificate, RuleResult rule) {
    if (!certificate.isSelected(rule)) {
      return NOT_SELECTED;
    }
    return switch (rule.verdict()) {
      case FAIL -> rule.level() == Level.SHOULD ? NOT_FOLLOWED : FAILED;
      case HARNESS_ERROR -> KIT_ERROR;
      case INCONCLUSIVE -> wasReached(rule) ? INCONCLUSIVE : NOT_RUN;
      case WAIVED -> WAIVED;
      case PASS -> PASSED;
      case NOT_APPLICABLE -> NOT_APPLICABLE;
    };
  }

  private static boolean wasReached(RuleResult rule) {
    return rule.subjects().stream()
        .filter(result -> result.verdict() == Verdict.INCONCLUSIVE)
        .anyMatch(result -> !result.message().equals(SubjectResult.NOT_RUN));
  }

  /** A word or two. */
  String word() {
    return word;
  }

  /** With a sign, so that it does not take colours to tell. */
  String label() {
    return sign + " " + word;
  }

  /** The class of the style sheet. */
  String style() {
    return "verdict " + colour.name();
  }

  /** Whether there is something to explain. */
  boolean isFinding() {
    return switch (this) {
      case FAILED, KIT_ERROR, INCONCLUSIVE, NOT_FOLLOWED, WAIVED -> true;
      case NOT_RUN, PASSED, NOT_APPLICABLE, NOT_SELECTED -> false;
    };
  }
}
