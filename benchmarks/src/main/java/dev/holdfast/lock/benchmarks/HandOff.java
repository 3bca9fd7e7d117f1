package dev.holdfast.lock.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.lock.benchmarks.HandOffMutex.Kind;
import dev.holdfast.lock.benchmarks.HandOffProcess.Role;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long it takes until a mutex between processes has passed from the one that releases it to the
 * one that waits, beside a blocked {@link java.nio.channels.FileChannel#lock()}. Both take turns,
 * so that whatever else the machine does disturbs both.
 */
public final class HandOff {

  private static final int ROUNDS = 300;
  private static final int ROUNDS_OF_BLOCK = 50;
  private static final int WARM_UP_ROUNDS = 200;
  private static final long[] HOLD_MILLIS = {1, 5, 20};
  private static final double NANOS_OF_MILLI = 1e6;

  private final Child holder;
  private final Child waiter;

  private HandOff(Child holder, Child waiter) {
    this.holder = holder;
    this.waiter = waiter;
  }

  /**
   * Measures and prints.
   *
   * @param args the number of rounds, and for how many milliseconds the lock is held, each of them;
   *     what is missing has a default
   * @throws IOException if a process cannot be started, or ends
   */
  public static void main(String[] args) throws IOException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS;
    long[] holds =
        args.length > 1
            ? Arrays.stream(args).skip(1).mapToLong(Long::parseLong).toArray()
            : HOLD_MILLIS;
    try (var directory = BenchmarkDirectory.make();
        var holder = new Child(Role.HOLDER, directory.path());
        var waiter = new Child(Role.WAITER, directory.path())) {
      holder.requireSameClock();
      waiter.requireSameClock();
      var meter = new HandOff(holder, waiter);
      Tallies warmUp = meter.measure(WARM_UP_ROUNDS, 1);
      print(1, warmUp);
      System.out.println("So far only to warm up; from here on, " + rounds + " rounds each:");
      for (long hold : holds) {
        print(hold, meter.measure(rounds, hold));
      }
    }
  }

  private Tallies measure(int rounds, long holdMillis) throws IOException {
    var tallies = new Tallies(new Tally(), new Tally());
    for (int done = 0; done < rounds; done += ROUNDS_OF_BLOCK) {
      for (Kind kind : Kind.values()) {
        String block = kind + " " + Math.min(ROUNDS_OF_BLOCK, rounds - done) + " " + holdMillis;
        holder.tell(block);
        waiter.tell(block);
        tallies.of(kind).add(waiter.answer());
        String unused = holder.answer();
      }
    }
    return tallies;
  }

  private static void print(long holdMillis, Tallies tallies) {
    System.out.printf("held for %d ms:%n", holdMillis);
    for (Kind kind : Kind.values()) {
      System.out.printf("  %-9s %s%n", kind, tallies.of(kind));
    }
    System.out.printf(
        "  ratio of medians %.2f%n", tallies.holdfast.median() / tallies.bare.median());
  }

  /** What the waiter has told of each kind. */
  private record Tallies(Tally bare, Tally holdfast) {

    Tally of(Kind kind) {
      return switch (kind) {
        case BARE -> bare;
        case HOLDFAST -> holdfast;
      };
    }
  }

  /** What the waiter has told. */
  private static final class Tally {

    private final Histogram handOffs = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
    private long waited;
    private long processor;

    void add(String answer) {
      String[] words = answer.split(" ", -1);
      for (int i = 0; i < words.length; i += 3) {
        handOffs.recordValue(Long.parseLong(words[i]));
        waited += Long.parseLong(words[i + 1]);
        processor += Long.parseLong(words[i + 2]);
      }
    }

    double median() {
      return handOffs.getValueAtPercentile(50) / NANOS_OF_MILLI;
    }

    @Override
    public String toString() {
      return String.format(
          "median %.3f ms, p90 %.3f ms, p99 %.3f ms, %.1f %% of a core while waiting",
          median(),
          handOffs.getValueAtPercentile(90) / NANOS_OF_MILLI,
          handOffs.getValueAtPercentile(99) / NANOS_OF_MILLI,
          100.0 * processor / waited);
    }
  }

  /** A process of the hand-off, as seen from here. */
  private static final class Child implements AutoCloseable {

    private final Role role;
    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    Child(Role role, Path directory) throws IOException {
      this.role = role;
      this.process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  HandOffProcess.class.getName(),
                  role.name(),
                  directory.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      this.commands = process.outputWriter(UTF_8);
      this.answers = process.inputReader(UTF_8);
    }

    void tell(String command) throws IOException {
      commands.write(command);
      commands.newLine();
      commands.flush();
    }

    String answer() throws IOException {
      String answer = answers.readLine();
      if (answer == null) {
        throw new IOException("The " + role + " has ended; see above.");
      }
      return answer;
    }

    /** Times of two processes are compared here; not every system has one clock for all. */
    void requireSameClock() throws IOException {
      long before = System.nanoTime();
      tell("TIME");
      long there = Long.parseLong(answer());
      if (there - before < 0 || System.nanoTime() - there < 0) {
        throw new IOException("The processes of this system do not share a clock.");
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
