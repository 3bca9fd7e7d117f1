package dev.holdfast.lock.tck.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaboratoryTest {

  @TempDir private Path scratch = Path.of("");

  @Test
  void aMutantIsKilledAndThatIsTold() throws Exception {
    Plan plan = new Plan(Part.KILL, "M03", Profile.SMOKE, Condition.GARBAGE, 7);
    Outcome outcome = perform(plan);
    assertEquals(List.of("MUT-02"), outcome.failed());
    assertTrue(outcome.said() && outcome.headline().contains("is reentrant"), outcome::toString);
    String text = new PowerBook(List.of(outcome)).markdown();
    assertTrue(text.contains(" | 1 | 1 of 1 (100.0 %) | 1 of 1 |"), text);
    assertTrue(text.contains(" | 0 | 0 of 0 | 0 of 0 |"), text);
  }

  @Test
  void aRunWithoutAVerdictIsNotTakenForAPass() throws Exception {
    Plan plan = new Plan(Part.ALARM, "nobody", Profile.SMOKE, Condition.IDLE, 7);
    Outcome outcome = perform(plan);
    assertEquals(List.of("The run ended with status 1."), outcome.undecided());
    assertTrue(outcome.headline().contains("NoSuchElementException"), outcome::toString);
    String text = new PowerBook(List.of(outcome)).markdown();
    assertTrue(text.contains("| smoke | idle |  | 1 | 0 | 1 |"), text);
    assertTrue(text.contains("- nobody, smoke, idle, seed 7: The run ended"), text);
  }

  private Outcome perform(Plan plan) throws Exception {
    Journal journal = new Journal(scratch.resolve("journal.jsonl"));
    new Laboratory(journal, scratch).perform(plan);
    List<Outcome> outcomes = journal.read();
    assertEquals(1, outcomes.size());
    assertEquals(plan, outcomes.get(0).plan());
    try (var left = Files.list(scratch)) {
      assertEquals(List.of(journal.file()), left.toList(), "something is left behind");
    }
    return outcomes.get(0);
  }
}
