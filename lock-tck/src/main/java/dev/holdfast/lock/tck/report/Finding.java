package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.checker.Proof;
import dev.holdfast.lock.tck.engine.RuleViolation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was found out about one subject of a rule, taken apart.
 *
 * @param rule the rule
 * @param result the outcome
 * @param waiver the waiver, if the failure is waived
 * @param headline what happened, in a line
 * @param reason why that breaks the rule, if a history proves it
 * @param rest what else the message says, such as the stacks of threads; may be empty
 */
record Finding(
    RuleResult rule,
    SubjectResult result,
    Optional<String> waiver,
    String headline,
    Optional<String> reason,
    String rest) {

  static Finding of(RuleResult rule, SubjectResult result) {
    String message = result.message();
    Optional<String> waiver = Optional.empty();
    int firstBreak = message.indexOf('\n');
    if (result.verdict() == Verdict.WAIVED && firstBreak >= 0) {
      waiver = Optional.of(message.substring(0, firstBreak));
      message = message.substring(firstBreak + 1);
    }
    String headline = message.lines().findFirst().orElse("Nothing was said.");
    String rest = message.substring(Math.min(message.length(), headline.length()));
    if (result.proof().isPresent()) {
      rest = rest(message, result.proof().get(), rest);
    }
    return new Finding(
        rule,
        result,
        waiver,
        headline,
        result.proof().map(Proof::reason),
        rest.stripIndent().strip());
  }

  /** What a proof says in its message, the page says in pictures. */
  private static String rest(String message, Proof proof, String otherwise) {
    String told = String.valueOf(new RuleViolation(proof).getMessage());
    return message.startsWith(told) ? message.substring(told.length()) : otherwise;
  }

  /** All findings about a rule, the gravest first. */
  static List<Finding> of(RuleResult rule) {
    return rule.subjects().stream()
        .filter(result -> isWorthExplaining(result.verdict()))
        .sorted((a, b) -> Integer.compare(gravity(a.verdict()), gravity(b.verdict())))
        .map(result -> of(rule, result))
        .toList();
  }

  private static boolean isWorthExplaining(Verdict verdict) {
    return switch (verdict) {
      case PASS, NOT_APPLICABLE -> false;
      case FAIL, WAIVED, INCONCLUSIVE, HARNESS_ERROR -> true;
    };
  }

  private static int gravity(Verdict verdict) {
    return switch (verdict) {
      case FAIL -> 0;
      case HARNESS_ERROR -> 1;
      case INCONCLUSIVE -> 2;
      case WAIVED -> 3;
      case PASS, NOT_APPLICABLE -> 4;
    };
  }

  /** Such as "MUT-01 (write lock) violated: ...". */
  String sentence() {
    String subject = result.subject().isEmpty() ? "" : " (" + result.subject() + ")";
    return rule.id() + subject + " " + verb() + ": " + headline;
  }

  private String verb() {
    return switch (result.verdict()) {
      case FAIL -> "violated";
      case WAIVED -> "violated, but waived";
      case INCONCLUSIVE -> "inconclusive";
      case HARNESS_ERROR -> "not checked because of an error";
      case PASS -> "passed";
      case NOT_APPLICABLE -> "does not apply";
    };
  }

  /** The subjects of findings in a phrase; empty if the rule has none. */
  static String subjects(List<Finding> findings) {
    return findings.stream()
        .map(finding -> finding.result().subject())
        .filter(subject -> !subject.isEmpty())
        .collect(Collectors.joining(", "));
  }
}
