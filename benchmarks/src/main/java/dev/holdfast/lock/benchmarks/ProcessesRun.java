package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.benchmarks.Contender.Reach;
import dev.holdfast.lock.benchmarks.CrowdRun.CrowdScore;
import dev.holdfast.lock.benchmarks.HandOffRun.HandOffScore;
import dev.holdfast.lock.benchmarks.WaitersRun.WaitersScore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is measured with other processes. */
final class ProcessesRun {

  private final Profile profile;
  private final Contenders contenders;
  private final Progress progress;

  ProcessesRun(Profile profile, Contenders contenders, Progress progress) {
    this.profile = profile;
    this.contenders = contenders;
    this.progress = progress;
  }

  /**
   * Measures it.
   *
   * @param machine where
   * @param scores what was measured before
   * @param backends for these
   * @return both
   */
  Results run(Machine machine, List<Score> scores, List<Contender> backends) throws Exception {
    List<WaitersScore> waiters = new ArrayList<>();
    List<Contender> between = new ArrayList<>();
    for (Contender backend : backends) {
      if (backend.uses().contains(Use.ASYNC) && profile.crowdsFutures(backend.reach())) {
        waiters.add(WaitersRun.run(backend, profile, progress));
      }
      if (backend.reach() == Reach.PROCESSES && backend.uses().contains(Use.ACQUIRE)) {
        between.add(backend);
      }
    }
    return between.isEmpty()
        ? new Results(machine, scores, List.of(), List.of(), waiters)
        : new Results(machine, scores, crowds(between), handOffs(between), waiters);
  }

  private List<CrowdScore> crowds(List<Contender> backends) throws InterruptedException {
    List<Contender> all =
        with(
            backends,
            Rival.FAIR_FILE_LOCK,
            Rival.MAVEN_FILE,
            Rival.MAVEN_FILE_OPEN,
            Rival.MAVEN_FILE_DEFAULT);
    List<CrowdScore> scores = new ArrayList<>();
    for (Profile.Crowd size : profile.crowds()) {
      scores.addAll(new CrowdRun(size.processes(), size.threads(), profile, progress).run(all));
    }
    return scores;
  }

  private List<HandOffScore> handOffs(List<Contender> backends) throws InterruptedException {
    List<Contender> all = with(backends, Rival.FAIR_FILE_LOCK);
    List<HandOffScore> scores = new ArrayList<>();
    for (Duration hold : profile.holds()) {
      scores.addAll(new HandOffRun(hold, profile.blocks(), progress).run(all));
    }
    return scores;
  }

  private List<Contender> with(List<Contender> backends, Rival... rivals) {
    return Stream.concat(backends.stream(), Stream.of(rivals).map(contenders::of)).toList();
  }
}
