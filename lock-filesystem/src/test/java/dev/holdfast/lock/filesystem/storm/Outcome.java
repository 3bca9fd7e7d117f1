package dev.holdfast.lock.filesystem.storm;

import dev.holdfast.lock.LockMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What has become of a storm.
 *
 * @param placeOf the place of each process
 * @param holds of all processes, in no order
 * @param meetings what the witness has seen
 * @param problems all that is wrong, in words
 */
record Outcome(
    Scenario scenario,
    List<Integer> placeOf,
    List<Hold> holds,
    Verdict verdict,
    long meetings,
    long kills,
    long killsOfHolders,
    long refusals,
    Aftermath aftermath,
    List<String> problems) {

  static Outcome of(
      Scenario scenario,
      List<WorkerProcess> workers,
      Witness witness,
      List<String> problemsOfWorkers,
      Aftermath aftermath) {
    List<Hold> holds = workers.stream().flatMap(worker -> worker.holds().stream()).toList();
    Verdict verdict = Verdict.on(holds, scenario.primitive().permits());
    List<String> problems = new ArrayList<>(problemsOfWorkers);
    problems.addAll(verdict.examples());
    problems.addAll(witness.describeMeetings());
    problems.addAll(aftermath.problems());
    return new Outcome(
        scenario,
        workers.stream().map(worker -> worker.place).toList(),
        holds,
        verdict,
        witness.meetings(),
        workers.stream().filter(WorkerProcess::wasKilled).count(),
        workers.stream().filter(worker -> worker.holdsCutOff() > 0).count(),
        workers.stream().mapToLong(Outcome::refusalsOf).sum(),
        aftermath,
        problems);
  }

  private static long refusalsOf(WorkerProcess worker) {
    History history = worker.history();
    return Stream.of(Form.values()).mapToLong(history::refusals).sum();
  }

  boolean isClean() {
    return problems.isEmpty() && verdict.isClean() && meetings == 0;
  }

  private Stream<Hold> acquisitions() {
    return holds.stream().filter(hold -> hold.form() != Form.UPGRADE);
  }

  long acquisitionCount() {
    return acquisitions().count();
  }

  /** How often each place has acquired the lock, in increasing order. */
  long[] acquisitionsByPlace() {
    long[] counts = new long[scenario.crews().size()];
    acquisitions().forEach(hold -> counts[placeOf.get(hold.worker())]++);
    Arrays.sort(counts);
    return counts;
  }

  /** The fewest acquisitions of a place, as part of the most. */
  double evenness() {
    long[] counts = acquisitionsByPlace();
    return (double) counts[0] / Math.max(counts[counts.length - 1], 1);
  }

  /** How long all acquisitions in this mode took. */
  Waits waits(LockMode mode) {
    return new Waits(acquisitions().filter(hold -> hold.mode() == mode).mapToLong(Hold::waited));
  }

  private LongStream tokens() {
    return holds.stream().filter(Hold::isExclusive).mapToLong(Hold::token);
  }

  private double longestReleaseMillis() {
    return holds.stream()
            .filter(hold -> hold.released() != 0)
            .mapToLong(hold -> hold.released() - hold.until())
            .max()
            .orElse(0)
        / 1e6;
  }

  private SortedSet<LockMode> modes() {
    return scenario.crews().stream()
        .flatMap(crew -> crew.modes().keySet().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public String toString() {
    String figures =
        String.format(
            "%s %s, %d s, %s: %d acquisitions, by process %s (fewest/most %.2f), %d upgrades, %d refused;"
                + " %d kills, %d of holders; overlaps: %d by witness, %d by history; %d tokens (%d"
                + " distinct), %d faults; waits: %s; longest release %.1f ms; all acquired after %.0f"
                + " ms",
            scenario.primitive(),
            modes(),
            scenario.duration().toSeconds(),
            scenario.backend(),
            acquisitionCount(),
            Arrays.toString(acquisitionsByPlace()),
            evenness(),
            holds.size() - acquisitionCount(),
            refusals,
            kills,
            killsOfHolders,
            meetings,
            verdict.overlaps(),
            tokens().count(),
            tokens().distinct().count(),
            verdict.tokenFaults(),
            new Waits(acquisitions().mapToLong(Hold::waited)),
            longestReleaseMillis(),
            aftermath.nanos() / 1e6);
    return problems.isEmpty()
        ? figures
        : figures + "; seed " + scenario.seed() + "\n  " + String.join("\n  ", problems);
  }
}
