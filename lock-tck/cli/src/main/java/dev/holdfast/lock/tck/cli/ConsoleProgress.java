package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.tck.ProgressListener;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import java.io.Console;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Map;

/** Shows how a run gets on: in one line on a terminal, else in a line for each check. */
final class ConsoleProgress implements ProgressListener {

  private static final int WIDTH = 79;

  private final PrintWriter writer;
  private final boolean isTerminal;
  private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
  private int checks;
  private int done;

  ConsoleProgress(PrintWriter writer, boolean isTerminal) {
    this.writer = writer;
    this.isTerminal = isTerminal;
  }

  static ConsoleProgress on(PrintWriter writer) {
    return new ConsoleProgress(writer, isTerminal(System.console()));
  }

  /** Since Java 22 there is a console even if there is no terminal, and a method that tells. */
  private static boolean isTerminal(@org.jspecify.annotations.Nullable Console console) {
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  @Override
  public void configured(Map<String, String> settings) {
    settings.forEach((name, value) -> writer.printf("%-13s %s%n", name, value));
  }

  @Override
  public void started(int all, RunOptions options) {
    checks = all;
    writer.printf("%d checks%n", all);
    writer.flush();
  }

  @Override
  public void checkStarted(String ruleId, String subject) {
    if (isTerminal) {
      String line = "[%d/%d] %s %s%s".formatted(done + 1, checks, ruleId, subject, summary());
      overwrite(line);
    }
  }

  @Override
  public void checkFinished(String ruleId, SubjectResult result) {
    done++;
    counts.merge(result.verdict(), 1, Integer::sum);
    boolean isBad =
        switch (result.verdict()) {
          case PASS, NOT_APPLICABLE -> false;
          case FAIL, WAIVED, INCONCLUSIVE, HARNESS_ERROR -> true;
        };
    String subject = result.subject().isEmpty() ? "" : " (" + result.subject() + ")";
    if (isTerminal && (isBad || !result.warnings().isEmpty())) {
      overwrite("");
    }
    if (isBad) {
      writer.printf(
          "[%d/%d] %s%s: %s: %s%n",
          done, checks, ruleId, subject, result.verdict(), result.headline());
    } else if (!isTerminal) {
      writer.printf("[%d/%d] %s%s: %s%n", done, checks, ruleId, subject, result.verdict());
    }
    result
        .warnings()
        .forEach(warning -> writer.printf("  Warning: %s%s: %s%n", ruleId, subject, warning));
    if (isTerminal && done == checks) {
      overwrite("");
    }
    writer.flush();
  }

  private String summary() {
    return counts.isEmpty() ? "" : "   so far " + counts;
  }

  private void overwrite(String line) {
    String cut = line.length() <= WIDTH ? line : line.substring(0, WIDTH);
    writer.print("\r" + cut + " ".repeat(WIDTH - cut.length()) + "\r" + cut);
    writer.flush();
  }
}
