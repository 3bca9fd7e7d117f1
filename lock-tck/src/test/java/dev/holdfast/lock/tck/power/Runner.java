package dev.holdfast.lock.tck.power;

import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.Certification;
import dev.holdfast.lock.tck.ProgressListener;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.doubles.Specimen;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Does one run, as a process of its own: a mutant may leave anything behind. */
final class Runner {

  private Runner() {}

  /**
   * Runs.
   *
   * @param args the journal to write to, the directory for the backend, and the plan
   */
  public static void main(String[] args) throws Exception {
    Journal journal = new Journal(Path.of(args[0]));
    Plan plan = Journal.readPlan(args[2]);
    try (Condition.Stress unused = plan.condition().inside()) {
      journal.append(run(plan, Path.of(args[1])));
    }
    System.exit(0); // whatever threads the backend has left
  }

  private static Outcome run(Plan plan, Path directory) throws InterruptedException {
    Specimen specimen =
        Stream.concat(Specimen.mutants().stream(), Specimen.references().stream())
            .filter(candidate -> candidate.name().equals(plan.subject()))
            .findFirst()
            .orElseThrow();
    RunOptions options = RunOptions.defaults().withProfile(plan.profile()).withSeed(plan.seed());
    Failures failures = new Failures(plan.part() == Part.KILL);
    long began = System.nanoTime();
    Set<String> undecided = new LinkedHashSet<>();
    try {
      Certificate certificate =
          Certification.run(specimen.backend().apply(directory), options, failures);
      certificate.rules().stream()
          .filter(RuleResult::isBinding)
          .filter(
              rule ->
                  rule.verdict() == Verdict.INCONCLUSIVE || rule.verdict() == Verdict.HARNESS_ERROR)
          .map(
              rule ->
                  rule.id()
                      + " "
                      + rule.verdict()
                      + ": "
                      + rule.message().lines().findFirst().orElse(""))
          .forEach(undecided::add);
    } catch (Killed e) {
      undecided.clear(); // what was to come is not known
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Outcome(
        plan,
        environment(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        seconds,
        List.copyOf(failures.rules),
        List.copyOf(undecided),
        !failures.messages.isEmpty() && specimen.isSaidBy().test(failures.messages.get(0)),
        failures.headlines.isEmpty() ? "" : failures.headlines.get(0));
  }

  private static String environment() {
    return "%d processors, %s %s, JDK %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.version());
  }

  /** Takes down what fails, and ends the run at the first failure if that is all that counts. */
  private static final class Failures implements ProgressListener {

    private final boolean first;
    private final Set<String> rules = new LinkedHashSet<>();
    private final List<String> messages = new ArrayList<>();
    private final List<String> headlines = new ArrayList<>();

    Failures(boolean first) {
      this.first = first;
    }

    @Override
    public void checkFinished(String ruleId, SubjectResult result) {
      if (result.verdict() == Verdict.FAIL) {
        rules.add(ruleId);
        messages.add(result.message());
        headlines.add(ruleId + ": " + result.headline());
        if (first) {
          throw new Killed();
        }
      }
    }
  }

  /** Ends a run. */
  private static final class Killed extends RuntimeException {

    private static final long serialVersionUID = 1L;
  }
}
