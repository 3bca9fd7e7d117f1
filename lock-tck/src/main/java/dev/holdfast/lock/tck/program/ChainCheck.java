package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.engine.RuleViolation;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs chains, one after the other, until the time is up or one does not match its model. */
public final class ChainCheck {

  private static final Duration SHRINKING = Duration.ofSeconds(60);

  private final Trial trial;
  private final Tally tally = new Tally();
  private final List<LockProvider> providers;
  private Worker worker;
  private int workers;

  private ChainCheck(Trial trial) {
    this.trial = trial;
    this.providers = List.of(trial.provider(), trial.openSibling());
    this.worker = new Worker(trial, "client");
  }

  /**
   * Generates chains and runs them.
   *
   * @param trial the trial of the rule, not null
   * @throws RuleViolation with the shortest chain that shows it
   */
  public static void run(Trial trial) {
    ChainCheck check = new ChainCheck(trial);
    try {
      check.runAll();
    } finally {
      check.worker.close();
    }
  }

  /** Runs one chain so often. */
  static void replay(Trial trial, Program program, int runs) {
    ChainCheck check = new ChainCheck(trial);
    try {
      for (int i = 0; i < runs; i++) {
        check
            .fails(program)
            .ifPresent(
                failure -> {
                  throw violation(failure);
                });
      }
    } finally {
      check.worker.close();
    }
  }

  private void runAll() {
    Vocabulary vocabulary = Vocabulary.of(trial);
    Set<Verb> verbs = ChainArbitrary.used(vocabulary);
    Generator generator = Generator.of(trial, ChainArbitrary.of(vocabulary));
    long began = System.nanoTime();
    long budget = trial.budget().toNanos();
    long taken;
    do {
      tryOut(generator.next());
      taken = System.nanoTime() - began;
    } while (taken < budget || (taken < 2 * budget && !tally.isEnough(verbs)));
    trial.evidence(tally.events());
    tally.demand(verbs);
  }

  private void tryOut(Program program) {
    Optional<Failure> failure = fails(program);
    if (failure.isPresent()) {
      RuleViolation found = violation(failure.get());
      throw trial.elaborate(found, SHRINKING, () -> shrunk(failure.get()));
    }
  }

  private RuleViolation shrunk(Failure first) throws Exception {
    Deque<Failure> failures = new ArrayDeque<>(List.of(first));
    Program unused =
        Shrinker.shrink(
            first.program(),
            candidate -> {
              Optional<Failure> failure = fails(candidate);
              failure.ifPresent(failures::push);
              return failure.isPresent();
            },
            System.nanoTime() + SHRINKING.toNanos());
    return violation(failures.getFirst());
  }

  private static RuleViolation violation(Failure failure) {
    return new RuleViolation(failure.headline())
        .withProgram(failure.story(), ProgramJson.write(failure.program()));
  }

  /** Runs it once. */
  private Optional<Failure> fails(Program program) {
    LockProvider provider = providers.get(program.clients().get(0).sibling() ? 1 : 0);
    Chain chain = new Chain(trial, provider, program, tally);
    worker.begin(chain::run);
    Duration patience = trial.patience().multipliedBy(3);
    int before;
    do {
      before = chain.outcomes().size();
      if (Waits.until(patience, worker::hasEnded)) {
        Throwable thrown = worker.failure();
        return thrown == null
            ? Optional.empty()
            : Optional.of(new Failure(program, chain.outcomes(), whatOf(thrown)));
      }
    } while (chain.outcomes().size() > before);
    worker.thread().interrupt();
    worker.close();
    worker = new Worker(trial, "client-" + ++workers);
    return Optional.of(new Failure(program, chain.outcomes(), "It does not return."));
  }

  private static String whatOf(Throwable thrown) {
    String message = thrown.getMessage();
    return thrown instanceof Mismatch && message != null ? message : "It threw " + thrown + ".";
  }

  /**
   * A chain that went wrong.
   *
   * @param outcomes of the commands before the one that went wrong
   */
  private record Failure(Program program, List<String> outcomes, String what) {

    String headline() {
      return "A chain of %s of one client broke at %s: %s"
          .formatted(Listing.count(commands().size(), "command"), step(), what);
    }

    private List<Command> commands() {
      return program.clients().get(0).commands();
    }

    private String step() {
      return outcomes.size() == commands().size()
          ? "the end"
          : Listing.describe(program, 0, commands().get(outcomes.size()));
    }

    /** The chain, with what came of each command. */
    String story() {
      StringBuilder text = new StringBuilder(Listing.head(program));
      int wrong = outcomes.size();
      for (int i = 0; i < commands().size(); i++) {
        String outcome = i < wrong ? outcomes.get(i) : i == wrong ? what : "";
        String command = Listing.describe(program, 0, commands().get(i));
        text.append(Listing.line(i == wrong ? ">" : " ", i + 1, command, outcome));
      }
      if (wrong == commands().size()) {
        text.append(Listing.line(">", wrong + 1, "close and cancel all, take all", what));
      }
      return text.toString().stripTrailing();
    }
  }
}
