package dev.holdfast.lock.tck.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.holdfast.lock.tck.Level;
import dev.holdfast.lock.tck.engine.NotVerifiable;
import dev.holdfast.lock.tck.engine.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleBookTest {

  /** Surefire runs the tests in the directory of the module, and says so where it does not. */
  private static final Path RULES_MD =
      Path.of(System.getProperty("basedir", "."), "RULES.md").toAbsolutePath().normalize();

  private static final String WRITE = "lock.tck.write-rules";

  @Test
  void rulesMdShowsTheCatalogue() throws Exception {
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(RULES_MD, RuleBook.markdown(Catalogue.all()));
    }
    List<String> expected = RuleBook.markdown(Catalogue.all()).lines().toList();
    List<String> written = Files.exists(RULES_MD) ? Files.readAllLines(RULES_MD) : List.of();
    int line = 0;
    while (line < Math.min(expected.size(), written.size())
        && expected.get(line).equals(written.get(line))) {
      line++;
    }
    if (line < Math.max(expected.size(), written.size())) {
      fail(
          """
          %s does not show the catalogue as it is; they differ from line %d on. \
          Run this in the root of the repository to write it anew:
          mvn -B -o -q test -pl lock-tck -am -Dtest=RuleBookTest \
          -Dsurefire.failIfNoSpecifiedTests=false -D%s=true
          It is what 'java -jar lock-tck.jar rules --format markdown' prints.
          """
              .formatted(RULES_MD, line + 1, WRITE));
    }
  }

  @Test
  void aRuleThatIsNotTestedSaysWhy() {
    Rule rule =
        new Rule(
            "SEM-04",
            Level.MUST,
            null,
            Set.of(),
            Set.of(),
            "All or nothing.",
            "Why.",
            List.of("'<' for '<='."),
            new NotVerifiable("There is no such call."));
    String document = RuleBook.markdown(List.of(rule));
    assertTrue(document.contains("\n- Not tested: There is no such call.\n"), document);
    assertTrue(document.contains("the reasons stand with them: SEM-04."), document);
    assertTrue(document.contains("'\\<' for '\\<='."), document);
  }
}
