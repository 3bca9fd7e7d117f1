package dev.holdfast.lock.tck;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The outcome of a rule: the worst of its subjects'.
 *
 * <p>From the worst: FAIL, because a proof stays a proof whatever else went wrong; HARNESS_ERROR;
 * INCONCLUSIVE; WAIVED; PASS; and NOT_APPLICABLE if it is so for all subjects.
 *
 * @param id the id of the rule, not null
 * @param level how binding the rule is, not null
 * @param capability what a backend has to declare for the rule to apply, if anything; not null
 * @param text the rule, not null
 * @param reason why the rule matters, not null
 * @param causes what typically breaks it, not null
 * @param stress whether the check tries as often as its time allows, so that its evidence counts
 *     the opportunities that a rare bug had to show up
 * @param subjects the outcome for each subject, at least one; not null
 */
public record RuleResult(
    String id,
    Level level,
    Optional<Capability> capability,
    String text,
    String reason,
    List<String> causes,
    boolean stress,
    List<SubjectResult> subjects) {

  private static final List<Verdict> FROM_THE_WORST =
      List.of(
          Verdict.FAIL,
          Verdict.HARNESS_ERROR,
          Verdict.INCONCLUSIVE,
          Verdict.WAIVED,
          Verdict.PASS,
          Verdict.NOT_APPLICABLE);

  /**
   * Copies the list.
   *
   * @param id see above
   * @param level see above
   * @param capability see above
   * @param text see above
   * @param reason see above
   * @param causes see above
   * @param stress see above
   * @param subjects see above
   */
  public RuleResult {
    requireNonNull(id, "id");
    requireNonNull(level, "level");
    requireNonNull(capability, "capability");
    requireNonNull(text, "text");
    requireNonNull(reason, "reason");
    causes = List.copyOf(causes);
    subjects = List.copyOf(subjects);
    if (subjects.isEmpty()) {
      throw new IllegalArgumentException("Rule " + id + " has no result.");
    }
  }

  /** The first of the worst subjects. */
  private SubjectResult worst() {
    return subjects.stream()
        .min(Comparator.comparingInt(result -> FROM_THE_WORST.indexOf(result.verdict())))
        .orElseThrow();
  }

  /**
   * The outcome.
   *
   * @return the worst verdict of the subjects, not null
   */
  public Verdict verdict() {
    return worst().verdict();
  }

  /**
   * The proof or the reason.
   *
   * @return the message of the first subject with the {@linkplain #verdict() worst verdict}, with
   *     the subject in front; empty for a pass; not null
   */
  public String message() {
    SubjectResult worst = worst();
    if (worst.subject().isEmpty() || worst.message().isEmpty()) {
      return worst.message();
    }
    return worst.subject() + ": " + worst.message();
  }

  /**
   * How many events were seen that would have shown a violation.
   *
   * @return the sum over the subjects
   */
  public long evidence() {
    return subjects.stream().mapToLong(SubjectResult::evidence).sum();
  }

  /**
   * How rare a bug can be and still had to show up, with a probability of 95 %. If it shows up with
   * probability p at each of n opportunities, independently, it stays hidden with probability (1 -
   * p)^n; this is the p for which that is 5 %, about 3 / n.
   *
   * @return the greatest p that is not excluded; empty unless a stress check has passed; not null
   */
  public OptionalDouble excludedRate() {
    if (!stress || verdict() != Verdict.PASS || evidence() == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(-Math.expm1(Math.log(0.05) / evidence()));
  }

  /**
   * How long the rule took.
   *
   * @return the sum over the subjects, not null
   */
  public Duration duration() {
    return subjects.stream().map(SubjectResult::duration).reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * What does not change the verdict, but should be known.
   *
   * @return the warnings of all subjects, each once; not null
   */
  public List<String> warnings() {
    return subjects.stream().flatMap(result -> result.warnings().stream()).distinct().toList();
  }

  /**
   * Tells whether a certificate needs this rule: it is not merely a recommendation.
   *
   * @return whether the level is not SHOULD
   */
  public boolean isBinding() {
    return level != Level.SHOULD;
  }
}
