package dev.holdfast.lock.tck.rules;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.Level;
import dev.holdfast.lock.tck.engine.Rule;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueTest {

  static Stream<Rule> rules() {
    return Catalogue.all().stream();
  }

  @Test
  void idsAreUnique() {
    Set<String> seen = new HashSet<>();
    rules().forEach(rule -> assertTrue(seen.add(rule.id()), "there are two rules " + rule.id()));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void ruleIsWrittenDownInFull(Rule rule) {
    assertAll(
        rule.id(),
        () -> assertTrue(rule.id().matches("[A-Z]{3}-\\d{2}"), "the id has another form"),
        () -> assertTrue(rule.text().matches(".*\\.\\)?"), "the text is no sentence"),
        () -> assertTrue(rule.reason().endsWith("."), "the reason is no sentence"),
        () -> assertFalse(rule.causes().isEmpty(), "no typical cause is given"),
        () -> assertEquals(rule.level() == Level.IF_DECLARED, rule.capability() != null, "level"));
  }
}
