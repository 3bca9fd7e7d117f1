package dev.holdfast.lock.tck.engine;

import static java.util.Objects.requireNonNull;

/**
 * Stands where a check would stand if there were one: the rule binds, but nothing that a kit sees
 * from outside can show it.
 *
 * @param why the reason, a sentence or two; not null
 */
public record NotVerifiable(String why) implements Check {

  /**
   * Wants a reason.
   *
   * @param why see above
   */
  public NotVerifiable {
    requireNonNull(why, "why");
  }

  @Override
  public void run(Trial trial) {
    throw new NotApplicable(why);
  }
}
