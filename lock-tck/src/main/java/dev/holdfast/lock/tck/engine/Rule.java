package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule of the catalogue, with the check that looks for violations.
 *
 * @param id such as "MUT-01"; stable and never reused
 * @param level how binding it is
 * @param capability what a backend has to declare for the rule to apply; null unless the level says
 *     so
 * @param primitives what the provider has to offer, all of them; empty for any
 * @param subjects the check runs once for each of these that the provider offers; if empty, once
 *     without a subject
 * @param text the rule, a sentence or two
 * @param reason why it matters
 * @param causes what typically breaks it
 * @param check looks for violations
 * @param weight its share in the time for stress, per subject, relative to other rules; 0 for a
 *     check that does not ask for its {@linkplain Trial#budget() budget}
 * @param takes roughly how long the check takes beside that, per subject, with a fast backend on a
 *     quiet machine of two cores; how the time of a run is divided begins with this guess
 */
public record Rule(
    String id,
    Level level,
    @Nullable Capability capability,
    Set<Primitive> primitives,
    Set<Subject> subjects,
    String text,
    String reason,
    List<String> causes,
    Check check,
    int weight,
    Duration takes) {

  /** What most checks take, roughly. */
  public static final Duration USUAL_TIME = Duration.ofMillis(20);

  /**
   * A rule of weight 1 that takes the usual time.
   *
   * @param id see above
   * @param level see above
   * @param capability see above
   * @param primitives see above
   * @param subjects see above
   * @param text see above
   * @param reason see above
   * @param causes see above
   * @param check see above
   */
  public Rule(
      String id,
      Level level,
      @Nullable Capability capability,
      Set<Primitive> primitives,
      Set<Subject> subjects,
      String text,
      String reason,
      List<String> causes,
      Check check) {
    this(id, level, capability, primitives, subjects, text, reason, causes, check, 1);
  }

  /**
   * A rule that takes the usual time.
   *
   * @param id see above
   * @param level see above
   * @param capability see above
   * @param primitives see above
   * @param subjects see above
   * @param text see above
   * @param reason see above
   * @param causes see above
   * @param check see above
   * @param weight see above
   */
  public Rule(
      String id,
      Level level,
      @Nullable Capability capability,
      Set<Primitive> primitives,
      Set<Subject> subjects,
      String text,
      String reason,
      List<String> causes,
      Check check,
      int weight) {
    this(
        id,
        level,
        capability,
        primitives,
        subjects,
        text,
        reason,
        causes,
        check,
        weight,
        USUAL_TIME);
  }
}
