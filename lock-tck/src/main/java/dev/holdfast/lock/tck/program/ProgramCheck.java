package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.program.Elaboration.Suspect;
import java.util.Optional;
import java.util.Set;

/** Performs programs of several clients, until the time is up or a run shows something broken. */
public final class ProgramCheck {

  /** So often each program is performed: what happens differs from run to run. */
  private static final int RUNS = 4;

  private final Trial trial;
  private final Ensemble ensemble;
  private final Judge judge;
  private final Tally tally = new Tally();

  private ProgramCheck(Trial trial, Ensemble ensemble) {
    this.trial = trial;
    this.ensemble = ensemble;
    this.judge = new Judge(trial);
  }

  /**
   * Generates programs and performs them.
   *
   * @param trial the trial of the rule, not null
   * @throws Exception a violation, with a small program that shows it, or what the backend throws
   */
  public static void run(Trial trial) throws Exception {
    try (Ensemble ensemble = new Ensemble(trial)) {
      new ProgramCheck(trial, ensemble).performAll();
    }
  }

  private void performAll() throws Exception {
    Vocabulary vocabulary = Vocabulary.of(trial);
    Set<Verb> verbs = ConcurrentArbitrary.used(vocabulary);
    Generator generator = Generator.of(trial, ConcurrentArbitrary.of(vocabulary));
    long began = System.nanoTime();
    long budget = trial.budget().toNanos();
    long taken;
    do {
      Optional<Suspect> suspect = performNext(generator);
      if (suspect.isPresent()) {
        Elaboration elaboration =
            new Elaboration(
                trial, ensemble, judge, suspect.get(), deadline -> search(generator, deadline));
        throw trial.elaborate(elaboration.bare(), Elaboration.MOST, elaboration::run);
      }
      taken = System.nanoTime() - began;
    } while (taken < budget || (taken < 2 * budget && !tally.isEnough(verbs)));
    trial.evidence(tally.events());
    tally.demand(verbs);
  }

  private Optional<Suspect> search(Generator generator, long deadline) throws Exception {
    Optional<Suspect> suspect = Optional.empty();
    while (suspect.isEmpty() && System.nanoTime() - deadline < 0) {
      suspect = performNext(generator);
    }
    return suspect;
  }

  private Optional<Suspect> performNext(Generator generator) throws Exception {
    Program program = generator.next();
    for (int i = 0; i < RUNS; i++) {
      Run run = ensemble.perform(program, trial.random().nextLong());
      tally.add(run.tally());
      Optional<Finding> found = judge.judge(run);
      if (found.isPresent()) {
        return found.map(finding -> new Suspect(program, finding));
      }
    }
    return Optional.empty();
  }
}
