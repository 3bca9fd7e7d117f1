package dev.holdfast.lock.tck.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.engine.Primitive;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.Test;

class GeneratorTest {

  @Test
  void equalSeedsGiveEqualPrograms() {
    List<Program> once = Samples.of(ChainArbitrary.of(Samples.ALL), 4711, 100);
    assertEquals(once, Samples.of(ChainArbitrary.of(Samples.ALL), 4711, 100));
    assertNotEquals(once, Samples.of(ChainArbitrary.of(Samples.ALL), 4712, 100));
  }

  @Test
  void chainsCoverTheirVocabulary() {
    List<Program> chains = Samples.of(ChainArbitrary.of(Samples.ALL), 1, 300);
    assertEquals(ChainArbitrary.used(Samples.ALL), verbs(chains));
    assertEquals(
        EnumSet.of(Primitive.MUTEX, Primitive.UPGRADEABLE, Primitive.SEMAPHORE),
        primitives(chains));
  }

  @Test
  void concurrentProgramsCoverTheirVocabulary() {
    List<Program> programs = Samples.of(ConcurrentArbitrary.of(Samples.ALL), 1, 300);
    assertEquals(EnumSet.allOf(Verb.class), verbs(programs));
    assertEquals(
        EnumSet.of(Primitive.MUTEX, Primitive.UPGRADEABLE, Primitive.SEMAPHORE),
        primitives(programs));
    assertEquals(
        Set.of(2, 3, 4),
        programs.stream().map(program -> program.clients().size()).collect(Collectors.toSet()));
    assertEquals(programs, Samples.of(ConcurrentArbitrary.of(Samples.ALL), 1, 300));
  }

  @Test
  void noProgramAsksForWhatTheProviderDoesNotOffer() {
    Vocabulary small = new Vocabulary(EnumSet.of(Primitive.READER_WRITER), true);
    List<Program> chains = Samples.of(ChainArbitrary.of(small), 1, 300);
    assertEquals(EnumSet.of(Primitive.READER_WRITER), primitives(chains));
    assertTrue(
        verbs(chains).stream().noneMatch(verb -> verb.isUpgrade() || verb == Verb.DOWNGRADE),
        () -> "some upgrade: " + verbs(chains));
  }

  @Test
  void noSessionIsLeftOpen() {
    assertEquals(1, Samples.of(ChainArbitrary.of(Samples.ALL), 1, 1).size());
    assertTrue(!JqwikSession.isActive(), "a session is open");
  }

  private static Set<Verb> verbs(List<Program> programs) {
    return programs.stream()
        .flatMap(program -> program.clients().stream())
        .flatMap(client -> client.commands().stream())
        .map(Command::verb)
        .collect(Collectors.toSet());
  }

  private static Set<Primitive> primitives(List<Program> programs) {
    return programs.stream()
        .flatMap(program -> program.primitives().stream())
        .collect(Collectors.toSet());
  }
}
