package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.SubjectResult;

/** What an assertion says: enough to understand a failure from the log of a build. */
public final class FailureText {

  private FailureText() {}

  /**
   * The text for a case that did not pass.
   *
   * @param rule the rule, not null
   * @param result the outcome for one of its subjects, not null
   * @param options the settings of the run, not null
   * @return the violation in one line, the proof, the rule, and how to repeat the run; not null
   */
  public static String of(RuleResult rule, SubjectResult result, RunOptions options) {
    String subject = result.subject().isEmpty() ? "" : " (" + result.subject() + ")";
    var text = new StringBuilder();
    text.append(rule.id()).append(subject).append(' ').append(verb(result)).append(": ");
    text.append(result.message());
    result.warnings().forEach(warning -> text.append("\n  Warning: ").append(warning));
    text.append("\n\nRule    ").append(rule.id()).append(" (").append(level(rule)).append("): ");
    text.append(rule.text());
    text.append("\nWhy     ").append(rule.reason());
    if (!rule.causes().isEmpty()) {
      text.append("\nCauses  ").append(String.join("\n        ", rule.causes()));
    }
    if (result.program().isPresent()) {
      text.append("\nReplay  java -jar lock-tck.jar replay ").append(Replay.fileOf(rule.id()));
      text.append(" --backend ...");
    }
    text.append("\nAgain   ").append(Replay.properties(rule.id(), options)).append('\n');
    return text.toString();
  }

  private static String verb(SubjectResult result) {
    return switch (result.verdict()) {
      case FAIL -> "violated";
      case WAIVED -> "violated, but waived";
      case PASS -> "passed";
      case NOT_APPLICABLE -> "does not apply";
      case INCONCLUSIVE -> "is inconclusive, which is not a pass";
      case HARNESS_ERROR -> "could not be checked because of an error";
    };
  }

  private static String level(RuleResult rule) {
    return switch (rule.level()) {
      case MUST -> "every backend obeys";
      case SHOULD -> "recommended";
      case IF_DECLARED ->
          "because the backend declares "
              + rule.capability().map(Enum::name).orElse("the capability");
    };
  }
}
