package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.checker.Answer;
import dev.holdfast.lock.tck.checker.Checks;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tells what a run has shown: first what was granted and must not be, then what was noticed on the
 * way, and then what was refused without a reason; for a lock that has leaked refuses everybody.
 */
final class Judge {

  /** Programs are small; one that needs more than this is judged by the other checks alone. */
  private static final long MOST_CONFIGURATIONS = 100_000;

  private final boolean strict;
  private final List<Function<History, Answer>> ofGrants = new ArrayList<>();
  private final List<Function<History, Answer>> ofRefusals = new ArrayList<>();

  Judge(Trial trial) {
    strict = trial.declares(Capability.STRICT_TRY);
    ofGrants.add(Checks::safety);
    if (trial.declares(Capability.FENCING)) {
      ofGrants.add(Checks::tokens);
    }
    ofRefusals.add(Checks::failures);
    if (strict) {
      ofRefusals.add(history -> Checks.exact(history, MOST_CONFIGURATIONS));
    }
  }

  Optional<Finding> judge(Run run) {
    History history = run.history().withStrictTry(strict);
    return proved(ofGrants, history).or(run::trouble).or(() -> proved(ofRefusals, history));
  }

  private static Optional<Finding> proved(List<Function<History, Answer>> checks, History history) {
    return checks.stream()
        .flatMap(check -> check.apply(history).proof().stream())
        .findFirst()
        .map(Finding::of);
  }
}
