package dev.holdfast.lock.filesystem.storm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Several processes that take one lock in all ways there are, while some of them are killed at
 * random instants and replaced. Closing it ends all that are left.
 */
final class Storm implements AutoCloseable {

  private static final int GENEROUS_SECONDS = 60;
  private static final long LONGEST_AMBUSH_NANOS = 20_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path directory;
  private final Scenario scenario;
  private final SplittableRandom random;
  private final Witness witness;

  /** All that were started, in the order of their numbers. */
  private final List<WorkerProcess> started = new ArrayList<>();

  /** Those that run, or will, by place. */
  private final List<WorkerProcess> present = new ArrayList<>();

  private final List<CompletableFuture<Void>> replacements = new ArrayList<>();

  Storm(Path directory, Scenario scenario) throws IOException {
    this.directory = directory;
    this.scenario = scenario;
    this.random = new SplittableRandom(scenario.seed());
    this.witness = Witness.in(WorkerProcess.witnessFile(directory), scenario.primitive());
    Files.createDirectories(WorkerProcess.lockDirectory(directory));
  }

  /** Arguments: the primitive (see {@link Crew#named}), seconds, kills, an empty directory. */
  public static void main(String[] args) throws Exception {
    Scenario scenario =
        Scenario.of(
            Backend.FILES,
            4,
            Crew.named(args[0]),
            Duration.ofSeconds(Long.parseLong(args[1])),
            Integer.parseInt(args[2]));
    Outcome outcome = run(Path.of(args[3]), scenario);
    System.out.println(outcome);
    System.exit(outcome.isClean() ? 0 : 1);
  }

  /** Lets it happen, and judges what happened. */
  static Outcome run(Path directory, Scenario scenario) throws Exception {
    try (Storm storm = new Storm(directory, scenario)) {
      storm.rage();
      List<String> problems = storm.awaitCalm();
      Aftermath aftermath;
      try (Locks locks = scenario.backend().open(WorkerProcess.lockDirectory(directory))) {
        aftermath = Aftermath.of(locks, scenario.primitive(), PATIENCE);
      }
      return Outcome.of(scenario, storm.started, storm.witness, problems, aftermath);
    }
  }

  private void rage() throws Exception {
    for (int place = 0; place < scenario.crews().size(); place++) {
      present.add(start(place));
    }
    for (WorkerProcess worker : present) {
      worker.awaitReady();
    }
    long duration = scenario.duration().toNanos();
    long begin = System.nanoTime();
    long end = begin + duration;
    for (WorkerProcess worker : present) {
      worker.go(end);
    }
    long stretch = duration / 10 * 9 / Math.max(scenario.kills(), 1);
    for (int kill = 0; kill < scenario.kills(); kill++) {
      killOne(begin + kill * stretch + random.nextLong(stretch), end);
    }
  }

  private WorkerProcess start(int place) throws IOException {
    int number = witness.newWorker();
    WorkerProcess worker =
        WorkerProcess.start(
            scenario.backend(),
            scenario.crews().get(place),
            directory,
            number,
            place,
            random.nextLong());
    started.add(worker);
    return worker;
  }

  /** Kills one that runs, as soon after the instant as there is one, and starts another one. */
  private void killOne(long instant, long end) throws Exception {
    while (System.nanoTime() < instant || present.stream().noneMatch(WorkerProcess::isRunning)) {
      if (System.nanoTime() >= end) {
        return; // nobody was left to be killed
      }
      LockSupport.parkNanos(Math.max(instant - System.nanoTime(), 1_000_000));
    }
    WorkerProcess victim = chooseVictim();
    victim.kill(witness);
    WorkerProcess replacement = start(victim.place);
    present.set(victim.place, replacement);
    replacements.add(
        CompletableFuture.runAsync(
            () -> letGo(replacement, end), task -> new Thread(task, "greets").start()));
  }

  /** Any one, or one that is inside just now, which is where a death does most harm. */
  private WorkerProcess chooseVictim() {
    List<WorkerProcess> running = present.stream().filter(WorkerProcess::isRunning).toList();
    int first = random.nextInt(running.size());
    if (random.nextBoolean()) {
      long patience = System.nanoTime() + LONGEST_AMBUSH_NANOS;
      while (System.nanoTime() < patience) {
        for (int i = 0; i < running.size(); i++) {
          WorkerProcess worker = running.get((first + i) % running.size());
          if (witness.isInside(worker.number)) {
            return worker;
          }
        }
      }
    }
    return running.get(first);
  }

  private static void letGo(WorkerProcess worker, long end) {
    try {
      worker.awaitReady();
      worker.go(end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers what was wrong with the processes. */
  private List<String> awaitCalm() throws Exception {
    List<String> problems = new ArrayList<>();
    for (CompletableFuture<Void> replacement : replacements) {
      try {
        replacement.get(GENEROUS_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        problems.add("A replacement did not come to run: " + e);
      }
    }
    long patience = scenario.duration().toSeconds() + GENEROUS_SECONDS;
    for (WorkerProcess worker : started) {
      String problem = worker.awaitEnd(patience);
      if (problem != null) {
        problems.add(problem);
      }
    }
    return problems;
  }

  @Override
  public void close() throws Exception {
    for (WorkerProcess worker : started) {
      worker.close();
    }
  }
}
