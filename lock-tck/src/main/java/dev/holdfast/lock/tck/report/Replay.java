package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.RunOptions;
import java.util.Locale;
import java.util.stream.Collectors;

/** How to run one rule again as it was run. */
public final class Replay {

  private Replay() {}

  /**
   * For a test that extends {@code LockTck}.
   *
   * @param ruleId the rule, not null
   * @param options the settings of the run, not null
   * @return system properties as arguments of a build tool, not null
   */
  public static String properties(String ruleId, RunOptions options) {
    return "-D%s=%s -D%s=%d -D%s=%s -D%s=%s"
        .formatted(
            RunOptions.RULES,
            ruleId,
            RunOptions.SEED,
            options.seed(),
            RunOptions.PROFILE,
            profile(options),
            RunOptions.TIME_SCALE,
            options.timeScale());
  }

  /** For the command line. Secrets are masked, and class paths are not known. */
  static String command(String ruleId, Certificate certificate) {
    RunOptions options = certificate.options();
    return "java -jar lock-tck.jar certify %s%s --rule %s --seed %d --profile %s --time-scale %s"
        .formatted(
            quote(certificate.backend()),
            config(certificate),
            ruleId,
            options.seed(),
            profile(options),
            options.timeScale());
  }

  /**
   * The file of the generated program that failed.
   *
   * @param ruleId the rule, not null
   * @return its name in the directory of the report, not null
   */
  public static String fileOf(String ruleId) {
    return ruleId + ".program.json";
  }

  /** For the command line, in the directory of the report. */
  static String program(String ruleId, Certificate certificate) {
    return "java -jar lock-tck.jar replay %s --backend %s%s"
        .formatted(fileOf(ruleId), quote(certificate.backend()), config(certificate));
  }

  private static String config(Certificate certificate) {
    return certificate.config().entrySet().stream()
        .map(entry -> " --config " + quote(entry.getKey() + "=" + entry.getValue()))
        .collect(Collectors.joining());
  }

  private static String profile(RunOptions options) {
    return options.profile().name().toLowerCase(Locale.ROOT);
  }

  /** As a shell takes it for one word. */
  private static String quote(String word) {
    return word.matches("[A-Za-z0-9_.,:/=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
