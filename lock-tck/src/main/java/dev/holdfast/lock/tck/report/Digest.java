package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.RuleResult;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A certificate in the order in which it is read: what is wrong comes first.
 *
 * @param certificate all of it
 * @param rules the rules with the most urgent first, else in the order of the catalogue
 * @param counts how many rules there are of each status that occurs
 */
record Digest(Certificate certificate, List<Rated> rules, Map<Status, Integer> counts) {

  /** A rule and what is to be said of it. */
  record Rated(RuleResult rule, Status status) {

    /** What a history proves is the easiest to understand, and comes first. */
    private boolean isWithoutProof() {
      return rule.subjects().stream().noneMatch(result -> result.proof().isPresent());
    }

    /** Its place on a page: letters, digits and dashes. */
    String anchor() {
      return "rule-" + rule.id().replaceAll("[^A-Za-z0-9-]", "-");
    }
  }

  static Digest of(Certificate certificate) {
    List<Rated> rules =
        certificate.rules().stream()
            .map(rule -> new Rated(rule, Status.of(certificate, rule)))
            .sorted(Comparator.comparing(Rated::status).thenComparing(Rated::isWithoutProof))
            .toList();
    var counts = new EnumMap<Status, Integer>(Status.class);
    rules.forEach(rated -> counts.merge(rated.status(), 1, Integer::sum));
    return new Digest(certificate, rules, Collections.unmodifiableMap(counts));
  }

  int count(Status status) {
    return counts.getOrDefault(status, 0);
  }

  /** What needs an explanation. */
  List<Rated> findings() {
    return rules.stream().filter(rated -> rated.status().isFinding()).toList();
  }
}
