package dev.holdfast.lock.tck.cli.volume;

import java.util.List;

/**
 * What was found out about a property.
 *
 * @param property the property
 * @param outcome the outcome
 * @param observed what was seen, in a sentence
 * @param evidence what proves a failure, event by event; else empty
 */
record Finding(Property property, Outcome outcome, String observed, List<String> evidence) {

  Finding {
    evidence = List.copyOf(evidence);
  }

  Finding(Property property, Outcome outcome, String observed) {
    this(property, outcome, observed, List.of());
  }
}
