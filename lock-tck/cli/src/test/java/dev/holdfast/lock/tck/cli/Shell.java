package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.Level;
import dev.holdfast.lock.tck.ProgressListener;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.RunEnvironment;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.engine.Rule;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs the command in this JVM, with a kit that makes up its verdicts. */
final class Shell {

  private final Map<String, Verdict> verdicts;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  final List<BackendUnderTest> backends = new ArrayList<>();
  final List<RunOptions> options = new ArrayList<>();

  /**
   * A kit whose rules have these verdicts.
   *
   * @param verdicts by the id of the rule
   */
  Shell(Map<String, Verdict> verdicts) {
    this.verdicts = verdicts;
  }

  int run(String... args) {
    var errors = new PrintWriter(err, true);
    var rules = verdicts.keySet().stream().sorted().map(Shell::rule).toList();
    var kit = new Kit(rules, this::certify, new ConsoleProgress(errors, false));
    return LockTckCommand.execute(kit, new PrintWriter(out, true), errors, args);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  private static Rule rule(String id) {
    return new Rule(
        id,
        Level.MUST,
        null,
        Set.of(),
        Set.of(),
        "The text of " + id + ".",
        "The reason of " + id + ".",
        List.of("The cause of " + id + "."),
        trial -> {});
  }

  private Certificate certify(
      BackendUnderTest backend,
      RunOptions chosen,
      ProgressListener progress,
      @Nullable Path reportDirectory) {
    backends.add(backend);
    options.add(chosen);
    progress.started(verdicts.size(), chosen);
    var results = new ArrayList<RuleResult>();
    verdicts.keySet().stream()
        .sorted()
        .forEach(
            id -> {
              Rule rule = rule(id);
              var result = SubjectResult.untried("", verdict(id, chosen), "Made up.");
              progress.checkStarted(id, "");
              progress.checkFinished(id, result);
              results.add(
                  new RuleResult(
                      id,
                      rule.level(),
                      Optional.empty(),
                      rule.text(),
                      rule.reason(),
                      rule.causes(),
                      rule.weight() > 0,
                      List.of(result)));
            });
    var certificate = certificate(backend, chosen, results);
    if (reportDirectory != null) {
      certificate.write(reportDirectory);
    }
    return certificate;
  }

  private static Certificate certificate(
      BackendUnderTest backend, RunOptions chosen, List<RuleResult> results) {
    return new Certificate(
        backend.factory().getName(),
        backend.config(),
        backend.capabilities(),
        backend.bounds(),
        List.of(),
        chosen,
        RunEnvironment.here("version", "hash", Duration.ZERO, Instant.EPOCH, "no clocks"),
        results,
        List.of());
  }

  private Verdict verdict(String id, RunOptions chosen) {
    Verdict verdict = verdicts.get(id);
    boolean isSelected = chosen.rules().isEmpty() || chosen.rules().contains(id);
    return isSelected && verdict != null ? verdict : Verdict.INCONCLUSIVE;
  }
}
