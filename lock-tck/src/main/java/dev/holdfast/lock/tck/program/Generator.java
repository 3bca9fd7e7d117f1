package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.tck.engine.Trial;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.sessions.JqwikSession;
import org.jspecify.annotations.Nullable;

/** Samples programs. Equal seeds give equal programs. Confined to one thread. */
final class Generator {

  /*
   * jqwik keeps what it has learnt about an arbitrary in a session, which belongs to a thread. No
   * session is open while a backend runs, which may be tested with jqwik itself; so programs are made
   * in advance. JqwikSession.run() lets only one thread at a time in, and the facades of jqwik are
   * looked up once, through the class loader of the thread that comes first.
   */

  private static final int BATCH = 32;
  private static final int GEN_SIZE = 1_000;

  private final Arbitrary<Program> programs;
  private final Random random;
  private final Queue<Program> made = new ArrayDeque<>();

  private Generator(Arbitrary<Program> programs, long seed) {
    this.programs = programs;
    this.random = new Random(seed);
  }

  /** Programs that the trial's provider can run, by the trial's seed. */
  static Generator of(Trial trial, Arbitrary<Program> programs) {
    return new Generator(programs, trial.random().nextLong());
  }

  static Generator of(Arbitrary<Program> programs, long seed) {
    return new Generator(programs, seed);
  }

  Program next() {
    @Nullable Program next = made.poll();
    if (next != null) {
      return next;
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(Generator.class.getClassLoader());
    try {
      JqwikSession.run(this::make);
    } finally {
      thread.setContextClassLoader(before);
    }
    return made.remove();
  }

  private void make() {
    RandomGenerator<Program> generator = programs.generator(GEN_SIZE);
    for (int i = 0; i < BATCH; i++) {
      made.add(generator.next(random).value());
    }
  }
}
