package dev.holdfast.lock.tck.fakes;

import dev.holdfast.lock.tck.Level;
import dev.holdfast.lock.tck.engine.Check;
import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Subject;
import java.util.List;
import java.util.Set;

/** Rules made by hand. */
public final class Rules {

  private Rules() {}

  /** A binding rule without subjects. */
  public static Rule rule(String id, Check check) {
    return rule(id, Level.MUST, Set.of(), check);
  }

  /** A rule with subjects. */
  public static Rule rule(String id, Level level, Set<Subject> subjects, Check check) {
    return new Rule(
        id,
        level,
        null,
        Set.<Primitive>of(),
        subjects,
        "The text of " + id + ".",
        "The reason of " + id + ".",
        List.of("The cause of " + id + "."),
        check,
        0);
  }
}
