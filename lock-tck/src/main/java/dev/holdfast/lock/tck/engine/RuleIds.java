package dev.holdfast.lock.tck.engine;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The ids of a catalogue: each is there once. */
final class RuleIds {

  private RuleIds() {}

  static Set<String> of(List<Rule> catalogue) {
    var ids = new TreeSet<String>();
    for (var rule : catalogue) {
      if (!ids.add(rule.id())) {
        throw new IllegalStateException("The catalogue has two rules " + rule.id() + ".");
      }
    }
    return ids;
  }

  static void rejectUnknown(Set<String> selected, Set<String> ids) {
    var unknown = new TreeSet<>(selected);
    unknown.removeAll(ids);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "The catalogue has no rule " + String.join(", ", unknown) + ".");
    }
  }
}
