package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.benchmarks.Board.Place;
import dev.holdfast.lock.tck.worker.Message;
import dev.holdfast.lock.tck.worker.WorkerTask;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * The part of one of two processes in hand-offs: in each round one holds the lock for some time
 * while the other waits, who measures.
 */
final class HandOffTask implements WorkerTask {

  static final String HOLDS = "holds";
  static final String FIRST_ROUND = "first-round";
  static final String ROUNDS = "rounds";
  static final String HOLD_NANOS = "hold-nanos";
  static final String BOARD = "board";
  static final String HAND_OFFS = "hand-offs";
  static final String WAITED = "waited";
  static final String PROCESSOR = "processor";

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  @Override
  public Message run(LockProvider provider, Message arguments) throws Exception {
    var board = new Board(Path.of(arguments.get(BOARD)));
    long first = arguments.number(FIRST_ROUND);
    long last = first + arguments.number(ROUNDS) - 1;
    try (Turn turn = Locks.of(provider).turn(Use.ACQUIRE, "hand-off", 1)) {
      return arguments.is(HOLDS)
          ? hold(turn, board, first, last, arguments.number(HOLD_NANOS))
          : await(turn, board, first, last);
    }
  }

  private Message hold(Turn turn, Board board, long first, long last, long nanos) throws Exception {
    for (long round = first; round <= last; round++) {
      long current = round;
      board.await(Place.OVER, current - 1);
      granted(
          turn.take(
              () -> {
                board.set(Place.HELD, current);
                board.await(Place.WAITING, current);
                pause(nanos);
                board.set(Place.RELEASED_AT, System.nanoTime());
              }));
    }
    return Message.EMPTY;
  }

  private void pause(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long rest = nanos; rest > 0; rest = end - System.nanoTime()) {
      LockSupport.parkNanos(this, rest);
    }
  }

  private Message await(Turn turn, Board board, long first, long last) throws Exception {
    Histogram handOffs = Times.histogram();
    var spent = new Spent();
    for (long round = first; round <= last; round++) {
      board.await(Place.HELD, round);
      long processorBefore = processorNanos();
      long before = System.nanoTime();
      board.set(Place.WAITING, round);
      granted(
          turn.take(
              () -> {
                long acquiredAt = System.nanoTime();
                spent.processor += processorNanos() - processorBefore;
                spent.waited += acquiredAt - before;
                Times.record(handOffs, acquiredAt - board.get(Place.RELEASED_AT));
              }));
      board.set(Place.OVER, round);
    }
    return Message.EMPTY
        .with(HAND_OFFS, Times.encode(handOffs))
        .with(WAITED, spent.waited)
        .with(PROCESSOR, spent.processor);
  }

  private static void granted(boolean granted) {
    if (!granted) {
      throw new IllegalStateException("The mutex was refused, but is to be waited for.");
    }
  }

  /** Of all threads that run Java code, so without the compiler's. */
  private long processorNanos() {
    return Arrays.stream(threads.getAllThreadIds()).map(threads::getThreadCpuTime).sum();
  }

  /** Nanoseconds of waiting. */
  private static final class Spent {
    private long waited;
    private long processor;
  }
}
