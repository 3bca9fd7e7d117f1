package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.SubjectResult;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an assertion says: enough to understand a failure from the log of a build. */
public final class FailureText {

  private FailureText() {}

  /**
   * The text for a case that did not pass.
   *
   * @param tried the case, not null
   * @param result its outcome, not null
   * @param options the settings of the run, not null
   * @return the violation in one line, the proof, the rule, and how to repeat the run; not null
   */
  public static String of(Case tried, SubjectResult result, RunOptions options) {
    Rule rule = tried.rule();
    var text = new StringBuilder();
    text.append(tried).append(' ').append(verb(result)).append(": ").append(result.message());
    result.warnings().forEach(warning -> text.append("\n  Warning: ").append(warning));
    text.append("\n\nRule    ").append(rule.id()).append(" (").append(level(rule)).append("): ");
    text.append(rule.text());
    text.append("\nWhy     ").append(rule.reason());
    if (!rule.causes().isEmpty()) {
      text.append("\nCauses  ");
      text.append(rule.causes().stream().collect(Collectors.joining("\n        ")));
    }
    text.append("\nAgain   ").append(again(rule, options)).append('\n');
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

  private static String level(Rule rule) {
    return switch (rule.level()) {
      case MUST -> "every backend obeys";
      case SHOULD -> "recommended";
      case IF_DECLARED -> "because the backend declares " + rule.capability();
    };
  }

  private static String again(Rule rule, RunOptions options) {
    return "-D%s=%s -D%s=%d -D%s=%s -D%s=%s"
        .formatted(
            RunOptions.RULES,
            rule.id(),
            RunOptions.SEED,
            options.seed(),
            RunOptions.PROFILE,
            options.profile().name().toLowerCase(Locale.ROOT),
            RunOptions.TIME_SCALE,
            options.timeScale());
  }
}
