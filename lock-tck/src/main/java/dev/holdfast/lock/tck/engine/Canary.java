package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.tck.Level;
import java.util.List;
import java.util.Set;

/**
 * The rule that every backend breaks. It is part of a run if and only if waivers are given, is
 * waived by a built-in waiver, and so proves in each such run that a failure is noticed and that
 * waivers apply. Any other verdict is an error of the kit.
 */
public final class Canary {

  /** The id of the rule. */
  public static final String ID = "KIT-01";

  private Canary() {}

  static Rule rule() {
    return new Rule(
        ID,
        Level.MUST,
        null,
        Set.of(),
        Set.of(),
        "The kit notices a failure and shows it as waived where a waiver says so.",
        "A kit that cannot fail proves nothing.",
        List.of("The kit is broken."),
        trial -> {
          throw trial.violated("The canary always fails.");
        },
        0);
  }
}
