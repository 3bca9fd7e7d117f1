package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.LockMode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Programs of one client: anything after anything. */
final class ChainArbitrary {

  private static final int LONGEST = 40;

  private ChainArbitrary() {}

  static Arbitrary<Program> of(Vocabulary vocabulary) {
    Arbitrary<Integer> micros =
        Vocabulary.oneOf(Tuple.of(2, 0), Tuple.of(3, 100), Tuple.of(2, 500), Tuple.of(1, 1_000));
    Arbitrary<List<Command>> anything =
        Vocabulary.commands(verbs(vocabulary), micros).map(List::of);
    Arbitrary<List<Command>> phrase =
        vocabulary.upgrades()
            ? Arbitraries.frequencyOf(Tuple.of(9, anything), Tuple.of(1, upgrade(micros)))
            : anything;
    Arbitrary<List<Command>> commands =
        phrase
            .list()
            .ofMinSize(1)
            .ofMaxSize(LONGEST)
            .withSizeDistribution(RandomDistribution.uniform())
            .map(phrases -> phrases.stream().flatMap(List::stream).toList());
    return Combinators.combine(vocabulary.locks(), Arbitraries.of(false, true), commands)
        .as(
            (locks, sibling, all) ->
                new Program(locks, List.of(new Client(sibling, all)), /* jitterMicros= */ 0));
  }

  /** What chains use of the vocabulary: there is nobody to wait for, and no other client. */
  static Set<Verb> used(Vocabulary vocabulary) {
    return vocabulary.verbs().stream().filter(verb -> weight(verb) > 0).collect(Collectors.toSet());
  }

  /** Few upgrades would find a handle for themselves. */
  private static Arbitrary<List<Command>> upgrade(Arbitrary<Integer> micros) {
    Arbitrary<Verb> upgrades =
        Arbitraries.of(Arrays.stream(Verb.values()).filter(Verb::isUpgrade).toList());
    return Combinators.combine(upgrades, Vocabulary.lock(), Vocabulary.slot(), micros)
        .as(
            (verb, lock, slot, time) ->
                List.of(
                    new Command(Verb.TRY, lock, LockMode.UPGRADEABLE, slot, 0),
                    Command.lasting(verb, slot, time)));
  }

  private static Arbitrary<Verb> verbs(Vocabulary vocabulary) {
    return Arbitraries.frequency(
        used(vocabulary).stream().sorted().map(verb -> Tuple.of(weight(verb), verb)).toList());
  }

  private static int weight(Verb verb) {
    return switch (verb) {
      case TRY -> 6;
      case TRY_TIMED, ACQUIRE -> 4;
      case ACQUIRE_TIMED, TRY_ASYNC, TRY_ASYNC_TIMED, ACQUIRE_ASYNC_TIMED -> 2;
      case ACQUIRE_ASYNC -> 6;
      case TRY_UPGRADE, TRY_UPGRADE_TIMED, UPGRADE, UPGRADE_TIMED -> 2;
      case TRY_UPGRADE_ASYNC, TRY_UPGRADE_ASYNC_TIMED, UPGRADE_ASYNC_TIMED -> 2;
      case UPGRADE_ASYNC -> 3;
      case DOWNGRADE -> 4;
      case CLOSE -> 12;
      case CLOSE_TWICE, CLOSE_ASYNC -> 3;
      case CANCEL -> 5;
      case INTERRUPT -> 1;
      case CLOSE_FOREIGN, SLEEP, SPIN -> 0;
    };
  }
}
