package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.engine.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/**
 * What programs for a provider consist of.
 *
 * @param primitives what it offers
 * @param downgrades whether it can downgrade
 */
record Vocabulary(Set<Primitive> primitives, boolean downgrades) {

  /** From one lock, where all meet, to three. */
  private static final int MOST_LOCKS = 3;

  private static final int MOST_PERMITS = 3;

  Vocabulary {
    primitives = primitives.isEmpty() ? Set.of() : EnumSet.copyOf(primitives);
  }

  static Vocabulary of(Trial trial) {
    Set<Primitive> offered =
        Arrays.stream(Primitive.values()).filter(trial::offers).collect(Collectors.toSet());
    return new Vocabulary(offered, trial.declares(Capability.DOWNGRADE));
  }

  boolean upgrades() {
    return primitives.contains(Primitive.UPGRADEABLE);
  }

  /** The verbs that can do something. */
  Set<Verb> verbs() {
    Set<Verb> verbs = EnumSet.allOf(Verb.class);
    verbs.removeIf(verb -> verb.isUpgrade() && !upgrades());
    if (!upgrades() || !downgrades) {
      verbs.remove(Verb.DOWNGRADE);
    }
    return verbs;
  }

  /** One of these values, each as often as its weight says. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  static <T> Arbitrary<T> oneOf(Tuple2<Integer, T>... weighted) {
    return Arbitraries.frequency(weighted);
  }

  /** Some locks. */
  Arbitrary<List<LockSpec>> locks() {
    return lockSpecs().list().ofMinSize(1).ofMaxSize(MOST_LOCKS);
  }

  /** A lock. An upgradeable one is also used as the reader-writer lock that it is. */
  Arbitrary<LockSpec> lockSpecs() {
    List<Tuple2<Integer, Arbitrary<LockSpec>>> kinds = new ArrayList<>();
    for (Primitive primitive : primitives) {
      boolean isCovered = primitive == Primitive.READER_WRITER && upgrades();
      if (!isCovered) {
        kinds.add(Tuple.of(primitive == Primitive.UPGRADEABLE ? 3 : 2, spec(primitive)));
      }
    }
    return Arbitraries.frequencyOf(kinds);
  }

  private static Arbitrary<LockSpec> spec(Primitive primitive) {
    return primitive == Primitive.SEMAPHORE
        ? Arbitraries.integers()
            .between(1, MOST_PERMITS)
            .map(permits -> new LockSpec(primitive, permits))
        : Arbitraries.just(new LockSpec(primitive, 1));
  }

  static Arbitrary<Integer> lock() {
    return upTo(MOST_LOCKS - 1);
  }

  static Arbitrary<Integer> slot() {
    return upTo(Command.SLOTS - 1);
  }

  static Arbitrary<Integer> upTo(int most) {
    return Arbitraries.integers().between(0, most).withDistribution(RandomDistribution.uniform());
  }

  static Arbitrary<LockMode> mode() {
    return oneOf(
        Tuple.of(3, LockMode.READ), Tuple.of(2, LockMode.UPGRADEABLE), Tuple.of(3, LockMode.WRITE));
  }

  /** Commands without a context. */
  static Arbitrary<Command> commands(Arbitrary<Verb> verbs, Arbitrary<Integer> micros) {
    return commands(verbs, mode(), micros);
  }

  static Arbitrary<Command> commands(
      Arbitrary<Verb> verbs, Arbitrary<LockMode> modes, Arbitrary<Integer> micros) {
    return Combinators.combine(verbs, lock(), modes, slot(), micros).as(Command::new);
  }
}
