package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.tck.engine.Check;
import dev.holdfast.lock.tck.engine.NotApplicable;
import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.engine.Trial;
import java.util.TreeSet;

/**
 * Runs a stored program, again and again. A program of one client is also compared with the model.
 *
 * @param program the program, not null
 * @param runs how often, at most
 */
public record ReplayCheck(Program program, int runs) implements Check {

  @Override
  public void run(Trial trial) throws Exception {
    TreeSet<Primitive> missing = new TreeSet<>(program.primitives());
    missing.removeIf(trial::offers);
    if (!missing.isEmpty()) {
      throw new NotApplicable(
          "The provider does not offer what the program uses: " + missing + ".");
    }
    if (program.clients().size() == 1) {
      ChainCheck.replay(trial, program, runs);
    }
    try (Ensemble ensemble = new Ensemble(trial)) {
      Judge judge = new Judge(trial);
      Counter counter = new Counter(trial, ensemble, judge, null);
      Reproduction result = counter.count(program, runs);
      if (result.happened()) {
        throw Elaboration.violation(
            trial, counter.latest(), program, "by this program, which " + result);
      }
    }
    trial.evidence(runs);
  }
}
