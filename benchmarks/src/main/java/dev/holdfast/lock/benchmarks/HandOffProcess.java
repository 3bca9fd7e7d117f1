package dev.holdfast.lock.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.lock.benchmarks.HandOffBoard.Place;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that takes part in hand-offs. It reads commands, one in a line, and answers each with a
 * line: {@code TIME} with its clock; {@code <kind> <rounds> <milliseconds>} after so many rounds,
 * in each of which the holder holds the mutex for that long while the waiter waits. The waiter
 * tells, of each round, the nanoseconds of the hand-off, of the wait, and of the processor that it
 * took.
 */
final class HandOffProcess {

  /** What a process does. */
  enum Role {
    HOLDER,
    WAITER
  }

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final HandOffMutex bare;
  private final HandOffMutex holdfast;
  private final Role role;
  private final HandOffBoard board;
  private long round;

  private HandOffProcess(Role role, Path directory) throws IOException {
    this.role = role;
    this.board = new HandOffBoard(directory.resolve("board"));
    this.bare = HandOffMutex.of(HandOffMutex.Kind.BARE, directory);
    this.holdfast = HandOffMutex.of(HandOffMutex.Kind.HOLDFAST, directory);
  }

  /** The command line: role and directory. */
  public static void main(String[] args) throws IOException, InterruptedException {
    var process = new HandOffProcess(Role.valueOf(args[0]), Path.of(args[1]));
    var commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      System.out.println(process.answer(line.split(" ", -1)));
    }
  }

  private String answer(String[] words) throws IOException, InterruptedException {
    if (words[0].equals("TIME")) {
      return Long.toString(System.nanoTime());
    }
    HandOffMutex mutex =
        switch (HandOffMutex.Kind.valueOf(words[0])) {
          case BARE -> bare;
          case HOLDFAST -> holdfast;
        };
    int rounds = Integer.parseInt(words[1]);
    long holdNanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(words[2]));
    var told = new StringBuilder();
    for (int i = 0; i < rounds; i++) {
      round++;
      switch (role) {
        case HOLDER -> hold(mutex, holdNanos);
        case WAITER -> told.append(waitFor(mutex)).append(' ');
      }
    }
    return told.toString().trim();
  }

  private void hold(HandOffMutex mutex, long nanos) throws IOException, InterruptedException {
    board.await(Place.OVER, round - 1);
    mutex.acquire();
    board.set(Place.HELD, round);
    board.await(Place.WAITING, round);
    long end = System.nanoTime() + nanos;
    for (long rest = nanos; rest > 0; rest = end - System.nanoTime()) {
      LockSupport.parkNanos(this, rest);
    }
    board.set(Place.RELEASED_AT, System.nanoTime());
    mutex.release();
  }

  private String waitFor(HandOffMutex mutex) throws IOException, InterruptedException {
    board.await(Place.HELD, round);
    long processorBefore = processorNanos();
    long before = System.nanoTime();
    board.set(Place.WAITING, round);
    mutex.acquire();
    long acquiredAt = System.nanoTime();
    long processor = processorNanos() - processorBefore;
    long handOff = acquiredAt - board.get(Place.RELEASED_AT);
    mutex.release();
    board.set(Place.OVER, round);
    return handOff + " " + (acquiredAt - before) + " " + processor;
  }

  /** Of all threads that run Java code, so without the compiler's. */
  private long processorNanos() {
    return Arrays.stream(threads.getAllThreadIds()).map(threads::getThreadCpuTime).sum();
  }
}
