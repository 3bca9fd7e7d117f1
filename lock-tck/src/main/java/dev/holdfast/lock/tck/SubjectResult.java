package dev.holdfast.lock.tck;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.tck.checker.Proof;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The outcome of a rule's check for one subject.
 *
 * @param subject what the check was applied to, such as "write lock"; empty if the rule has no
 *     subjects; not null
 * @param verdict the outcome, not null
 * @param evidence how many events were seen that would have shown a violation
 * @param duration how long it took, in whole milliseconds; not null
 * @param message the proof or the reason; empty for a pass; not null
 * @param warnings what does not change the verdict, but should be known; not null
 * @param measurements what was measured on the way, not null
 * @param proof the recorded history that proves a failure, for the kit's own reports; not part of
 *     {@code certificate.json}; not null
 * @param program the generated program that failed, if it was one, as a file holds it that is to be
 *     replayed; not part of {@code certificate.json}; not null
 */
@SuppressWarnings("exports") // the kit's own, and not meant for its users
public record SubjectResult(
    String subject,
    Verdict verdict,
    long evidence,
    Duration duration,
    String message,
    List<String> warnings,
    Measurements measurements,
    Optional<Proof> proof,
    Optional<String> program) {

  /** The message of a case that the run did not get to. */
  public static final String NOT_RUN = "Not run: the run ended before.";

  /**
   * Copies the list.
   *
   * @param subject see above
   * @param verdict see above
   * @param evidence see above
   * @param duration see above
   * @param message see above
   * @param warnings see above
   * @param measurements see above
   * @param proof see above
   * @param program see above
   */
  public SubjectResult {
    requireNonNull(subject, "subject");
    requireNonNull(verdict, "verdict");
    requireNonNull(message, "message");
    requireNonNull(measurements, "measurements");
    requireNonNull(proof, "proof");
    requireNonNull(program, "program");
    duration = duration.truncatedTo(ChronoUnit.MILLIS);
    warnings = List.copyOf(warnings);
  }

  /**
   * An outcome that no generated program has to do with.
   *
   * @param subject see above
   * @param verdict see above
   * @param evidence see above
   * @param duration see above
   * @param message see above
   * @param warnings see above
   * @param measurements see above
   * @param proof see above
   */
  public SubjectResult(
      String subject,
      Verdict verdict,
      long evidence,
      Duration duration,
      String message,
      List<String> warnings,
      Measurements measurements,
      Optional<Proof> proof) {
    this(
        subject,
        verdict,
        evidence,
        duration,
        message,
        warnings,
        measurements,
        proof,
        Optional.empty());
  }

  /**
   * An outcome without a trial.
   *
   * @param subject what the check would have been applied to, not null
   * @param verdict the outcome, not null
   * @param message the reason, not null
   * @return the result, not null
   */
  public static SubjectResult untried(String subject, Verdict verdict, String message) {
    return new SubjectResult(
        subject,
        verdict,
        0,
        Duration.ZERO,
        message,
        List.of(),
        Measurements.NONE,
        Optional.empty());
  }

  /**
   * The first line of the message.
   *
   * @return one line, without a line break; not null
   */
  public String headline() {
    return message.lines().findFirst().orElse("");
  }
}
