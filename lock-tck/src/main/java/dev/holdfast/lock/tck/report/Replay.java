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
    return "-D%s=%s -D%s=%d -D%s=%s -D%s=%s%s"
        .formatted(
            RunOptions.RULES,
            ruleId,
            RunOptions.SEED,
            options.seed(),
            RunOptions.PROFILE,
            profile(options),
            RunOptions.TIME_SCALE,
            options.timeScale(),
            watchdog(options));
  }

  /** Empty unless it was set. */
  private static String watchdog(RunOptions options) {
    return options.watchdog().equals(RunOptions.defaults().watchdog())
        ? ""
        : " -D%s=%d".formatted(RunOptions.WATCHDOG, options.watchdog().toSeconds());
  }

  /**
   * For the command line. What is masked, because it is a secret, has to be filled in.
   *
   * @param ruleId the rule, not null
   * @param certificate that of the run, not null
   * @return a line for a shell, not null
   */
  public static String command(String ruleId, Certificate certificate) {
    RunOptions options = certificate.options();
    return ("java%s -jar lock-tck.jar certify %s%s%s --rule %s --seed %d --profile %s"
            + " --time-scale %s")
        .formatted(
            watchdog(options),
            quote(certificate.backend()),
            config(certificate),
            overrides(certificate),
            ruleId,
            options.seed(),
            profile(options),
            options.timeScale());
  }

  private static String overrides(Certificate certificate) {
    return certificate.overrides().stream()
        .map(option -> " " + quote(option))
        .collect(Collectors.joining());
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
    return "java -jar lock-tck.jar replay %s --backend %s%s%s"
        .formatted(
            fileOf(ruleId),
            quote(certificate.backend()),
            config(certificate),
            overrides(certificate));
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
