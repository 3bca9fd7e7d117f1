package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.benchmarks.Contender.Reach;
import dev.holdfast.lock.benchmarks.Contender.Role;
import dev.holdfast.lock.benchmarks.CrowdRun.CrowdScore;
import dev.holdfast.lock.benchmarks.HandOffRun.HandOffScore;
import dev.holdfast.lock.benchmarks.WaitersRun.WaitersScore;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that a run has measured.
 *
 * @param machine where and when
 * @param scores within one JVM
 * @param crowds with several processes
 * @param handOffs from one process to another
 * @param waiters with very many futures
 */
record Results(
    Machine machine,
    List<Score> scores,
    List<CrowdScore> crowds,
    List<HandOffScore> handOffs,
    List<WaitersScore> waiters) {

  Results {
    scores = List.copyOf(scores);
    crowds = List.copyOf(crowds);
    handOffs = List.copyOf(handOffs);
    waiters = List.copyOf(waiters);
  }

  /** What a contender has reached, if it took part. */
  Optional<Score> score(Workload workload, int threads, String contender) {
    return scores.stream()
        .filter(score -> score.workload() == workload && score.threads() == threads)
        .filter(score -> score.contender().equals(contender))
        .findFirst();
  }

  /** What this one is compared with: the floor of the same workload and reach. */
  Optional<Score> floor(Score score) {
    return field(score).stream().filter(other -> other.role() == Role.FLOOR).findFirst();
  }

  /** The quickest peer of the same workload and reach that excludes. */
  Optional<Score> bestPeer(Score score) {
    return field(score).stream()
        .filter(other -> other.role() == Role.PEER && other.isSound())
        .max(Comparator.comparingDouble(other -> Ratio.median(other.rates())));
  }

  private List<Score> field(Score score) {
    Reach reach = score.reach();
    return scores.stream()
        .filter(other -> other.workload() == score.workload())
        .filter(other -> other.threads() == score.threads() && other.reach() == reach)
        .toList();
  }

  /** How many times as many turns; empty if one of both cannot be compared. */
  static Optional<Ratio> ratio(Score score, Score other) {
    return score.isSound() && other.isSound()
        ? Ratio.find(score.rates(), other.rates())
        : Optional.empty();
  }

  /** How many times as many grants; empty if one of both cannot be compared. */
  static Optional<Ratio> ratio(CrowdScore score, CrowdScore other) {
    return score.isSound() && other.isSound()
        ? Ratio.find(score.rates(), other.rates())
        : Optional.empty();
  }

  /** How many times as long; empty if one of both cannot be compared. */
  static Optional<Ratio> ratio(HandOffScore score, HandOffScore other) {
    return score.failure() == null && other.failure() == null
        ? Ratio.find(score.medians(), other.medians())
        : Optional.empty();
  }

  /** Who was seen to let in somebody who should not have been. */
  Set<String> broken() {
    Set<String> names = new TreeSet<>();
    scores.stream().filter(Score::isBroken).forEach(score -> names.add(score.contender()));
    crowds.stream()
        .filter(score -> score.overlaps() > 0)
        .forEach(score -> names.add(score.contender()));
    return names;
  }

  /** Who could not be measured. */
  Set<String> failed() {
    Set<String> names = new TreeSet<>();
    scores.stream()
        .filter(score -> score.failure() != null)
        .forEach(score -> names.add(score.contender()));
    crowds.stream()
        .filter(score -> score.failure() != null)
        .forEach(score -> names.add(score.contender()));
    handOffs.stream()
        .filter(score -> score.failure() != null)
        .forEach(score -> names.add(score.contender()));
    waiters.stream()
        .filter(score -> score.failure() != null)
        .forEach(score -> names.add(score.contender()));
    return names;
  }
}
