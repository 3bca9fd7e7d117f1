package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.benchmarks.Contender.Role;
import dev.holdfast.lock.benchmarks.Score.Percentiles;
import dev.holdfast.lock.tck.worker.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How fast a mutex passes from one process to one that waits for it, and what the waiting costs.
 * Blocks of rounds with each contender take turns.
 */
final class HandOffRun {

  private static final int ROUNDS_OF_BLOCK = 20;

  /** As locks between processes rarely are taken more often than that. */
  private static final int WARM_UP_ROUNDS = 60;

  private final Duration hold;
  private final int blocks;
  private final Progress progress;

  HandOffRun(Duration hold, int blocks, Progress progress) {
    this.hold = hold;
    this.blocks = blocks;
    this.progress = progress;
  }

  /**
   * What was measured of a contender.
   *
   * @param holdMillis for how long the lock was held
   * @param contender its name
   * @param role its role
   * @param medians of the hand-offs in microseconds, for each block
   * @param handOffs from one process's release to the other's grant; null if there was none
   * @param share of one processor that the waiting process took
   * @param failure why it could not be measured, or null
   */
  record HandOffScore(
      long holdMillis,
      String contender,
      Role role,
      List<Double> medians,
      @Nullable Percentiles handOffs,
      double share,
      @Nullable String failure) {}

  /** Measures them in turn. Whoever fails is left out from then on. */
  List<HandOffScore> run(List<Contender> contenders) throws InterruptedException {
    List<Entry> entries = contenders.stream().map(Entry::new).toList();
    try {
      for (Entry entry : entries) {
        entry.attempt(entry::warmUp);
      }
      progress.tell("hand-offs of locks that are held for %d ms", hold.toMillis());
      for (int block = 0; block < blocks; block++) {
        for (Entry entry : entries) {
          entry.attempt(entry::measure);
        }
      }
    } finally {
      entries.forEach(Entry::close);
    }
    return entries.stream().map(Entry::score).toList();
  }

  @FunctionalInterface
  private interface Step {
    void take() throws InterruptedException;
  }

  /** What becomes of a contender. */
  private final class Entry implements AutoCloseable {

    private final Contender contender;
    private final List<Double> medians = new ArrayList<>();
    private final Histogram handOffs = Times.histogram();
    private @Nullable Crew crew;
    private @Nullable Path board;
    private long round = 1;
    private long waited;
    private long processor;
    private @Nullable String failure;

    Entry(Contender contender) {
      this.contender = contender;
    }

    void attempt(Step step) throws InterruptedException {
      if (failure == null) {
        try {
          step.take();
        } catch (RuntimeException e) {
          failure = String.valueOf(e.getMessage());
        }
      }
    }

    void warmUp() throws InterruptedException {
      var processes = new Crew(contender, 2);
      crew = processes;
      board = processes.file("board");
      Message unused = rounds(processes, WARM_UP_ROUNDS);
    }

    void measure() throws InterruptedException {
      if (crew == null) {
        throw new IllegalStateException("There is no crew.");
      }
      Message told = rounds(crew, ROUNDS_OF_BLOCK);
      Histogram block = Times.decode(told.get(HandOffTask.HAND_OFFS));
      medians.add(Times.percentiles(block).p50());
      handOffs.add(block);
      waited += told.number(HandOffTask.WAITED);
      processor += told.number(HandOffTask.PROCESSOR);
    }

    private Message rounds(Crew processes, int rounds) throws InterruptedException {
      Message arguments =
          Message.EMPTY
              .with(HandOffTask.BOARD, String.valueOf(board))
              .with(HandOffTask.FIRST_ROUND, round)
              .with(HandOffTask.ROUNDS, rounds)
              .with(HandOffTask.HOLD_NANOS, hold.toNanos());
      round += rounds;
      return processes
          .all(
              HandOffTask.class,
              place -> arguments.with(HandOffTask.HOLDS, place == 0),
              hold.plusMillis(TimeUnit.SECONDS.toMillis(1)).multipliedBy(rounds))
          .get(1);
    }

    HandOffScore score() {
      return new HandOffScore(
          hold.toMillis(),
          contender.name(),
          contender.role(),
          List.copyOf(medians),
          handOffs.getTotalCount() == 0 ? null : Times.percentiles(handOffs),
          waited == 0 ? 0 : (double) processor / waited,
          failure);
    }

    @Override
    public void close() {
      if (crew != null) {
        crew.close();
      }
    }
  }
}
