package dev.holdfast.lock.tck;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.tck.report.HistoryFiles;
import dev.holdfast.lock.tck.report.HtmlReport;
import dev.holdfast.lock.tck.report.JunitXml;
import dev.holdfast.lock.tck.report.Replay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a run has found out about a backend: every rule of the catalogue with its outcome, and all
 * that is needed to judge and to repeat the run.
 *
 * @param backend the class of the factory, not null
 * @param config the configuration, with the values of secrets masked; not null
 * @param capabilities what the backend declares, not null
 * @param bounds the bounds that the backend declares, not null
 * @param primitives the primitives that the provider offers, not null
 * @param options the effective settings of the run, not null
 * @param environment the kit and the machine, not null
 * @param rules the outcome of every rule, in the order of the catalogue; not null
 * @param overrides what the run was given instead of what the factory declares, and where its
 *     classes are, as options of the command line; not null
 */
public record Certificate(
    String backend,
    Map<String, String> config,
    Set<Capability> capabilities,
    Bounds bounds,
    List<String> primitives,
    RunOptions options,
    RunEnvironment environment,
    List<RuleResult> rules,
    List<String> overrides) {

  /** The name of the file with the readable form. */
  public static final String TEXT_FILE = "certificate.txt";

  /** The name of the file with the machine-readable form. */
  public static final String JSON_FILE = "certificate.json";

  /**
   * Copies the collections.
   *
   * @param backend see above
   * @param config see above
   * @param capabilities see above
   * @param bounds see above
   * @param primitives see above
   * @param options see above
   * @param environment see above
   * @param rules see above
   * @param overrides see above
   */
  public Certificate {
    requireNonNull(backend, "backend");
    requireNonNull(bounds, "bounds");
    requireNonNull(options, "options");
    requireNonNull(environment, "environment");
    config = Collections.unmodifiableMap(new TreeMap<>(config));
    capabilities = Set.copyOf(capabilities);
    primitives = List.copyOf(primitives);
    rules = List.copyOf(rules);
    overrides = List.copyOf(overrides);
  }

  /**
   * Tells whether the backend is certified: all rules were run, something was tested, and each rule
   * that binds every backend or belongs to a declared capability has passed, as far as the backend
   * offers the primitives.
   *
   * @return whether this is a certificate and not merely a report
   */
  public boolean certified() {
    return !isPartial()
        && rules.stream().anyMatch(rule -> rule.isBinding() && rule.verdict() == Verdict.PASS)
        && rules.stream().allMatch(rule -> !rule.isBinding() || isGoodEnough(rule));
  }

  /** The kit's own canary comes out as waived, and is none of the backend's business. */
  private static boolean isGoodEnough(RuleResult rule) {
    return switch (rule.verdict()) {
      case PASS, NOT_APPLICABLE -> true;
      case WAIVED -> rule.id().equals(CANARY);
      case FAIL, INCONCLUSIVE, HARNESS_ERROR -> false;
    };
  }

  /** The rule that proves that waivers work. */
  static final String CANARY = "KIT-01";

  /**
   * Tells whether the backend was seen to break a binding rule.
   *
   * @return whether a rule other than a recommendation has failed and is not waived
   */
  public boolean failed() {
    return anyBinding(rule -> rule.verdict() == Verdict.FAIL);
  }

  /**
   * Tells whether a binding rule has failed, but is waived. That is no certificate either.
   *
   * @return whether a rule other than a recommendation is waived
   */
  public boolean waived() {
    return anyBinding(rule -> rule.verdict() == Verdict.WAIVED && !rule.id().equals(CANARY));
  }

  /**
   * Tells whether the run was not able to find out.
   *
   * @return whether it is neither certified nor failed nor waived
   */
  public boolean inconclusive() {
    return !certified() && !failed() && !waived();
  }

  /**
   * Tells whether rules were selected, in which case nothing is certified.
   *
   * @return whether only some rules were run
   */
  public boolean isPartial() {
    return !options.rules().isEmpty();
  }

  /**
   * Tells whether a rule belonged to the run.
   *
   * @param rule one of the rules, not null
   * @return whether all rules were run, or this one was selected
   */
  public boolean isSelected(RuleResult rule) {
    return !isPartial() || options.rules().contains(rule.id()) || rule.id().equals(CANARY);
  }

  /**
   * The outcome in one sentence.
   *
   * @return such as "CERTIFIED: the backend obeys every rule that binds it.", not null
   */
  public String headline() {
    if (certified()) {
      return "CERTIFIED: the backend obeys every rule that binds it.";
    }
    if (failed()) {
      return "NOT CERTIFIED: the backend breaks at least one rule.";
    }
    if (waived()) {
      return "NOT CERTIFIED: the backend breaks rules, all of which are waived for now.";
    }
    if (isPartial()) {
      return "NO CERTIFICATE: only some of the rules were run.";
    }
    return "INCONCLUSIVE: the run could not find out whether the backend obeys.";
  }

  private boolean anyBinding(Predicate<RuleResult> condition) {
    return rules.stream().filter(RuleResult::isBinding).anyMatch(condition);
  }

  /**
   * The readable form: a table with a line for each rule.
   *
   * @return lines that end with a line feed, not null
   */
  public String toText() {
    return new CertificateText(this).render();
  }

  /**
   * The machine-readable form.
   *
   * @return a JSON object with its fields in a fixed order, not null
   */
  public String toJson() {
    return CertificateJson.write(this);
  }

  /**
   * Reads what {@link #toJson()} wrote.
   *
   * @param json a JSON object, not null
   * @return an equal certificate, not null
   * @throws IllegalArgumentException if it is not a certificate; the message says why
   */
  public static Certificate fromJson(String json) {
    return CertificateJson.read(json);
  }

  /**
   * Writes the report: {@value #TEXT_FILE} and {@value #JSON_FILE}, {@value HtmlReport#FILE} for
   * people, {@value JunitXml#FILE} for build servers, in {@value HistoryFiles#DIRECTORY} the
   * operations that prove failures, as JSON Lines, and for each generated program that failed a
   * file to replay, such as {@code PRG-02.program.json}.
   *
   * @param directory where to; made if it does not exist; not null
   * @throws UncheckedIOException if they cannot be written
   */
  public void write(Path directory) {
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve(TEXT_FILE), toText());
      Files.writeString(directory.resolve(JSON_FILE), toJson());
      Files.writeString(directory.resolve(HtmlReport.FILE), HtmlReport.render(this));
      Files.writeString(directory.resolve(JunitXml.FILE), JunitXml.render(this));
      HistoryFiles.write(this, directory);
      for (RuleResult rule : rules) {
        for (SubjectResult result : rule.subjects()) {
          if (result.program().isPresent()) {
            Files.writeString(directory.resolve(Replay.fileOf(rule.id())), result.program().get());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The report cannot be written to " + directory, e);
    }
  }
}
