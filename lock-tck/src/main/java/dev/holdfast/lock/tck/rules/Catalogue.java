package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.tck.engine.Rule;
import java.util.List;

/** All rules. */
public final class Catalogue {

  private Catalogue() {}

  /**
   * The rules in their order.
   *
   * @return all rules, not null
   */
  public static List<Rule> all() {
    return List.of();
  }
}
