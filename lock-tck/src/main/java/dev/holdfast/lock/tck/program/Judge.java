package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.tck.checker.Answer;
import dev.holdfast.lock.tck.checker.Checks;
import dev.holdfast.lock.tck.checker.Proof;
import dev.holdfast.lock.tck.history.History;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Tells what a run has shown: first what is proved, then what was noticed. */
final class Judge {

  private final List<Function<History, Answer>> checks;

  Judge(boolean tokens) {
    this.checks = tokens ? List.of(Checks::safety, Checks::tokens) : List.of(Checks::safety);
  }

  Optional<Finding> judge(Run run) {
    History history = run.history();
    for (Function<History, Answer> check : checks) {
      Optional<Proof> proof = check.apply(history).proof();
      if (proof.isPresent()) {
        return proof.map(Finding::of);
      }
    }
    return run.trouble();
  }
}
