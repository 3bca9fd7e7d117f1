package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.tck.worker.Message;
import dev.holdfast.lock.tck.worker.Worker;
import dev.holdfast.lock.tck.worker.WorkerLimits;
import dev.holdfast.lock.tck.worker.WorkerPool;
import dev.holdfast.lock.tck.worker.WorkerTask;
import dev.holdfast.lock.tck.worker.Workers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/** Processes that use the locks of one contender: workers of the compatibility kit. */
final class Crew implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final Contender contender;
  private final WorkerPool pool;
  private final Workers workers;
  private final List<Worker> hired;

  Crew(Contender contender, int processes) throws InterruptedException {
    this.contender = contender;
    this.pool = new WorkerPool(contender.backend(), UnaryOperator.identity());
    this.workers =
        new Workers(
            pool, "crew-" + NUMBERS.incrementAndGet(), new WorkerLimits(PATIENCE, PATIENCE));
    try {
      this.hired = workers.hire(processes);
      for (Worker worker : hired) {
        if (!worker.clock().isOne()) {
          throw new IllegalStateException("Processes of this system do not share a clock.");
        }
      }
    } catch (InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  Contender contender() {
    return contender;
  }

  /** A file that all of them see, and that does not exist yet. */
  Path file(String name) {
    return workers.scratch().resolve(name + "-" + NUMBERS.incrementAndGet());
  }

  /**
   * Lets all of them do something at the same time.
   *
   * @param task what they do
   * @param arguments for each of them, by its number
   * @param time how long that takes
   * @return what they answer, in order
   */
  List<Message> all(Class<? extends WorkerTask> task, IntFunction<Message> arguments, Duration time)
      throws InterruptedException {
    List<CompletableFuture<Message>> answers = new ArrayList<>();
    for (int i = 0; i < hired.size(); i++) {
      answers.add(hired.get(i).start(task, arguments.apply(i)));
    }
    long deadline = System.nanoTime() + time.plus(PATIENCE).toNanos();
    List<Message> all = new ArrayList<>();
    for (CompletableFuture<Message> answer : answers) {
      try {
        all.add(answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
      } catch (ExecutionException e) {
        throw new IllegalStateException(contender + " has failed: " + e.getCause(), e);
      } catch (TimeoutException e) {
        throw new IllegalStateException(
            "%s hangs: after %d s, a process has not ended."
                .formatted(contender, PATIENCE.toSeconds()),
            e);
      }
    }
    return all;
  }

  @Override
  public void close() {
    workers.close();
    pool.close();
  }
}
