package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.tck.engine.Primitive;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import net.jqwik.api.Arbitrary;

/** Programs for tests. */
final class Samples {

  static final Vocabulary ALL = new Vocabulary(EnumSet.allOf(Primitive.class), true);

  private Samples() {}

  static List<Program> of(Arbitrary<Program> arbitrary, long seed, int number) {
    Generator generator = Generator.of(arbitrary, seed);
    List<Program> programs = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      programs.add(generator.next());
    }
    return programs;
  }
}
