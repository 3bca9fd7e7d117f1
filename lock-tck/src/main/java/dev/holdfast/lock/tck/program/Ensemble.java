package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.history.Operation;
import dev.holdfast.lock.tck.history.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Threads that perform one program after the other. Confined to the thread of the check. */
final class Ensemble implements AutoCloseable {

  private final Trial trial;
  private final List<LockProvider> providers;
  private final List<Worker> workers = new ArrayList<>();
  private Duration patience;
  private int hired;

  Ensemble(Trial trial) {
    this.trial = trial;
    this.patience = trial.patience();
    this.providers = List.of(trial.provider(), trial.openSibling());
  }

  /** How long to wait for what has to happen, from now on. */
  void waitFor(Duration longer) {
    patience = longer;
  }

  /** Performs a program once, on fresh locks. */
  Run perform(Program program, long seed) throws Exception {
    Stage stage = new Stage(trial, providers, program, patience);
    List<Performer> performers = begin(stage, seed);
    List<Worker> engaged = workers.subList(0, performers.size());
    boolean hangs = !awaitEnd(performers, engaged);
    List<Operation> operations = new ArrayList<>();
    for (Performer performer : performers) {
      performer.notes().stream().map(Note::toOperation).forEach(operations::add);
    }
    if (hangs) {
      performers.stream()
          .flatMap(performer -> performer.notes().stream())
          .filter(note -> note.outcome() == Outcome.UNKNOWN)
          .findFirst()
          .ifPresent(stage::reportWait);
      dismissThoseWhoHang(engaged);
    } else {
      rethrowFailures(engaged);
    }
    if (stage.trouble().isEmpty()) {
      Probe probe = new Probe(stage);
      probe.takeAll(operations);
      probe.notes().stream().map(Note::toOperation).forEach(operations::add);
    }
    Tally tally = new Tally();
    tally.ran();
    performers.forEach(performer -> tally.add(performer.tally()));
    return new Run(program, operations, stage.trouble(), tally);
  }

  private List<Performer> begin(Stage stage, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Performer> performers = new ArrayList<>();
    for (int client = 0; client < stage.program().clients().size(); client++) {
      performers.add(new Performer(stage, client, random.split()));
      if (client == workers.size()) {
        workers.add(hire());
      }
    }
    for (int client = 0; client < performers.size(); client++) {
      Performer next = performers.get((client + 1) % performers.size());
      performers.get(client).meet(next, workers.get(client).thread());
    }
    for (int client = 0; client < performers.size(); client++) {
      workers.get(client).begin(performers.get(client));
    }
    return performers;
  }

  private Worker hire() {
    return new Worker(trial, "client-" + hired++);
  }

  /** Answers false if nothing happens for too long. */
  private boolean awaitEnd(List<Performer> performers, List<Worker> engaged) {
    long enough = patience.multipliedBy(2).toNanos();
    long last = System.nanoTime();
    int progress = 0;
    for (Worker worker : engaged) {
      while (!worker.hasEnded()) {
        worker.awaitEnd(Duration.ofMillis(20).toNanos());
        int now = performers.stream().mapToInt(Performer::progress).sum();
        if (now > progress) {
          progress = now;
          last = System.nanoTime();
        } else if (System.nanoTime() - last > enough && !worker.hasEnded()) {
          return false;
        }
      }
    }
    return true;
  }

  private void dismissThoseWhoHang(List<Worker> engaged) {
    engaged.stream()
        .filter(worker -> !worker.hasEnded())
        .forEach(worker -> worker.thread().interrupt());
    for (int i = 0; i < engaged.size(); i++) {
      Worker worker = engaged.get(i);
      if (!Waits.until(patience.dividedBy(4), worker::hasEnded)) {
        worker.close();
        engaged.set(i, hire());
      }
    }
  }

  private static void rethrowFailures(List<Worker> engaged) throws Exception {
    for (Worker worker : engaged) {
      @Nullable Throwable failure = worker.failure();
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof Exception exception) {
        throw exception;
      }
    }
  }

  @Override
  public void close() {
    workers.forEach(Worker::close);
  }
}
