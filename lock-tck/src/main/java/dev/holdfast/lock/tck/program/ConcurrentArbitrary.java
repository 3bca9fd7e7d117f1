package dev.holdfast.lock.tck.program;

import static dev.holdfast.lock.tck.program.Vocabulary.lock;
import static dev.holdfast.lock.tck.program.Vocabulary.mode;
import static dev.holdfast.lock.tck.program.Vocabulary.oneOf;
import static dev.holdfast.lock.tck.program.Vocabulary.slot;

import dev.holdfast.lock.LockMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/**
 * Programs of several clients. Commands thrown together at random would mostly be in their own way;
 * so they come in phrases, as users use locks, with some disorder among them. Few different lengths
 * of time are used, so that timeouts, cancellations and releases often coincide.
 */
final class ConcurrentArbitrary {

  private static final int MOST_PHRASES = 5;

  private final Vocabulary vocabulary;
  private final Arbitrary<Verb> acquisitions =
      oneOf(
          Tuple.of(2, Verb.TRY),
          Tuple.of(3, Verb.TRY_TIMED),
          Tuple.of(4, Verb.ACQUIRE),
          Tuple.of(2, Verb.ACQUIRE_TIMED),
          Tuple.of(1, Verb.TRY_ASYNC),
          Tuple.of(1, Verb.TRY_ASYNC_TIMED),
          Tuple.of(3, Verb.ACQUIRE_ASYNC),
          Tuple.of(1, Verb.ACQUIRE_ASYNC_TIMED));
  private final Arbitrary<Verb> upgrades = verbs(Verb::isUpgrade);
  private final Arbitrary<Integer> timeouts =
      oneOf(
          Tuple.of(1, 0),
          Tuple.of(3, 50),
          Tuple.of(4, 100),
          Tuple.of(4, 200),
          Tuple.of(2, 1_000),
          Tuple.of(1, 3_000));
  private final Arbitrary<List<Command>> pause = pause();

  private ConcurrentArbitrary(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  static Arbitrary<Program> of(Vocabulary vocabulary) {
    return new ConcurrentArbitrary(vocabulary).programs();
  }

  /** What concurrent programs use of the vocabulary. */
  static Set<Verb> used(Vocabulary vocabulary) {
    return vocabulary.verbs();
  }

  private Arbitrary<Program> programs() {
    Arbitrary<Integer> jitter = oneOf(Tuple.of(1, 0), Tuple.of(2, 20), Tuple.of(1, 100));
    Arbitrary<List<Client>> clients = client().list().ofMinSize(2).ofMaxSize(4);
    return Combinators.combine(
            Combinators.combine(locks(), clients, jitter).as(Program::new), style())
        .as((program, style) -> style.apply(program));
  }

  /** What the commands of a program have in common: each program does a few things often. */
  private record Style(List<Verb> acquisitions, int micros) {

    Program apply(Program program) {
      List<Client> clients =
          program.clients().stream()
              .map(
                  client ->
                      new Client(
                          client.sibling(), client.commands().stream().map(this::apply).toList()))
              .toList();
      return new Program(program.locks(), clients, program.jitterMicros());
    }

    private Command apply(Command command) {
      Verb verb = command.verb();
      if (verb.isAcquisition() && !acquisitions.isEmpty()) {
        verb = acquisitions.get((command.lock() + command.slot()) % acquisitions.size());
      }
      int length = micros > 0 && command.micros() > 0 ? micros : command.micros();
      return new Command(verb, command.lock(), command.mode(), command.slot(), length);
    }
  }

  private Arbitrary<Style> style() {
    Arbitrary<List<Verb>> few = acquisitions.list().ofMinSize(0).ofMaxSize(3);
    Arbitrary<Integer> beat =
        oneOf(Tuple.of(3, 0), Tuple.of(1, 50), Tuple.of(1, 100), Tuple.of(1, 200));
    return Combinators.combine(few, beat).as(Style::new);
  }

  /** Mostly one, where all meet. */
  private Arbitrary<List<LockSpec>> locks() {
    Arbitrary<Integer> number = oneOf(Tuple.of(5, 1), Tuple.of(3, 2), Tuple.of(1, 3));
    return number.flatMap(n -> vocabulary.lockSpecs().list().ofSize(n));
  }

  private Arbitrary<Client> client() {
    Arbitrary<List<Command>> commands =
        phrase()
            .list()
            .ofMinSize(1)
            .ofMaxSize(MOST_PHRASES)
            .withSizeDistribution(RandomDistribution.uniform())
            .map(phrases -> phrases.stream().flatMap(List::stream).toList());
    return Combinators.combine(oneOf(Tuple.of(3, false), Tuple.of(1, true)), commands)
        .as(Client::new);
  }

  private Arbitrary<List<Command>> phrase() {
    List<Tuple2<Integer, Arbitrary<List<Command>>>> phrases = new ArrayList<>();
    phrases.add(Tuple.of(10, use()));
    phrases.add(Tuple.of(3, cancellation()));
    phrases.add(Tuple.of(1, interruption()));
    phrases.add(Tuple.of(2, disorder()));
    if (vocabulary.upgrades()) {
      phrases.add(Tuple.of(4, upgrade()));
    }
    return Arbitraries.frequencyOf(phrases);
  }

  /** Acquires, holds for a while, closes. */
  private Arbitrary<List<Command>> use() {
    return Combinators.combine(acquisition(mode()), pause, closing())
        .as((acquire, hold, close) -> phrase(acquire, hold, at(acquire, close)));
  }

  /** Reads, upgrades, writes, perhaps goes back, closes. */
  private Arbitrary<List<Command>> upgrade() {
    Arbitrary<List<Verb>> end =
        vocabulary.downgrades()
            ? oneOf(
                Tuple.of(2, List.of(Verb.CLOSE)), Tuple.of(1, List.of(Verb.DOWNGRADE, Verb.CLOSE)))
            : Arbitraries.just(List.of(Verb.CLOSE));
    return Combinators.combine(
            acquisition(Arbitraries.just(LockMode.UPGRADEABLE)),
            pause,
            upgrades,
            timeouts,
            pause,
            end)
        .as(
            (acquire, reading, upgrade, timeout, writing, ending) -> {
              List<Command> phrase = new ArrayList<>(phrase(acquire, reading));
              phrase.add(Command.lasting(upgrade, acquire.slot(), timeout));
              phrase.addAll(writing);
              ending.forEach(verb -> phrase.add(Command.of(verb, acquire.slot())));
              return phrase;
            });
  }

  /** Waits in vain, or is just in time. */
  private Arbitrary<List<Command>> cancellation() {
    Arbitrary<Verb> pending =
        Arbitraries.of(Verb.ACQUIRE_ASYNC, Verb.ACQUIRE_ASYNC_TIMED, Verb.TRY_ASYNC_TIMED);
    return Combinators.combine(pending, lock(), mode(), slot(), pause)
        .as(
            (verb, lock, mode, slot, wait) ->
                phrase(
                    new Command(verb, lock, mode, slot, 3_000),
                    wait,
                    Command.of(Verb.CANCEL, slot),
                    Command.of(Verb.CLOSE, slot)));
  }

  private Arbitrary<List<Command>> interruption() {
    return pause.map(
        wait -> Stream.concat(wait.stream(), Stream.of(Command.of(Verb.INTERRUPT, 0))).toList());
  }

  /** One command, wherever it may fit. */
  private Arbitrary<List<Command>> disorder() {
    List<Verb> all = vocabulary.verbs().stream().sorted().toList();
    return Vocabulary.commands(Arbitraries.of(all), timeouts).map(List::of);
  }

  private Arbitrary<Command> acquisition(Arbitrary<LockMode> modes) {
    return Vocabulary.commands(acquisitions, modes, timeouts);
  }

  private static Arbitrary<Verb> closing() {
    return oneOf(
        Tuple.of(5, Verb.CLOSE),
        Tuple.of(2, Verb.CLOSE_TWICE),
        Tuple.of(1, Verb.CLOSE_ASYNC),
        Tuple.of(1, Verb.CLOSE_FOREIGN));
  }

  private static Arbitrary<List<Command>> pause() {
    Arbitrary<Verb> verbs = Arbitraries.of(Verb.SLEEP, Verb.SPIN);
    Arbitrary<Integer> micros =
        oneOf(Tuple.of(2, 10), Tuple.of(3, 50), Tuple.of(3, 100), Tuple.of(2, 200));
    Arbitrary<List<Command>> some =
        Combinators.combine(verbs, micros)
            .as((verb, length) -> List.of(Command.lasting(verb, 0, length)));
    return Arbitraries.frequencyOf(
        Tuple.of(1, Arbitraries.just(List.<Command>of())), Tuple.of(2, some));
  }

  private static Arbitrary<Verb> verbs(Predicate<Verb> which) {
    return Arbitraries.of(Arrays.stream(Verb.values()).filter(which).toList());
  }

  private static Command at(Command acquisition, Verb verb) {
    return Command.of(verb, acquisition.slot());
  }

  private static List<Command> phrase(Command first, List<Command> pause, Command... rest) {
    return Stream.of(Stream.of(first), pause.stream(), Stream.of(rest))
        .flatMap(part -> part)
        .toList();
  }
}
