package dev.holdfast.lock.filesystem.storm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process of a storm, seen by the one that started it. */
final class WorkerProcess implements AutoCloseable {

  private static final int CLOCK_COMPARISONS = 5;
  private static final int GENEROUS_SECONDS = 30;

  /** The status of a process that was ended by signal 9. */
  private static final int KILLED = 128 + 9;

  /** Its number among all that were started, dead ones included. */
  final int number;

  /** Whose place it takes: the number of the crew. */
  final int place;

  private final History history;
  private final Path errors;
  private final Process process;
  private volatile boolean running;
  private volatile long killedAt = Hold.OPEN;

  private WorkerProcess(int number, int place, Path historyFile, Path errors, List<String> command)
      throws IOException {
    this.number = number;
    this.place = place;
    this.history = History.in(historyFile);
    this.errors = errors;
    this.process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
  }

  static WorkerProcess start(
      Backend backend, Crew crew, Path directory, int number, int place, long seed)
      throws IOException {
    Path historyFile = directory.resolve("history-" + number);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                StormWorker.class.getName(),
                backend.name(),
                lockDirectory(directory).toString(),
                witnessFile(directory).toString(),
                historyFile.toString(),
                Integer.toString(number),
                Long.toString(seed)));
    command.addAll(crew.toArguments());
    Path errors = directory.resolve("errors-" + number);
    return new WorkerProcess(number, place, historyFile, errors, command);
  }

  static Path lockDirectory(Path directory) {
    return directory.resolve("locks");
  }

  static Path witnessFile(Path directory) {
    return directory.resolve("witness");
  }

  /**
   * Waits until the process is ready, and makes sure that its clock is ours: each of its answers
   * lies between our question and our reading of it.
   */
  void awaitReady() throws IOException {
    BufferedReader output = process.inputReader();
    Writer input = process.outputWriter();
    String line = output.readLine();
    if (!StormWorker.READY.equals(line)) {
      throw new IOException(this + " is not ready, but says " + line + ". " + errors());
    }
    for (int i = 0; i < CLOCK_COMPARISONS; i++) {
      long asked = System.nanoTime();
      input.write(StormWorker.CLOCK + "\n");
      input.flush();
      long answer = Long.parseLong(String.valueOf(output.readLine()));
      long answered = System.nanoTime();
      if (answer < asked || answer > answered) {
        throw new IOException(
            "The clock of " + this + " is another one: " + asked + ", " + answer + ", " + answered);
      }
    }
  }

  /** Lets it begin. */
  void go(long end) throws IOException {
    Writer input = process.outputWriter();
    input.write(StormWorker.GO + end + "\n");
    input.flush();
    running = true;
  }

  /** Whether it has begun, and was not killed. */
  boolean isRunning() {
    return running;
  }

  boolean wasKilled() {
    return killedAt != Hold.OPEN;
  }

  /** Ends it with SIGKILL, in the order that {@link Witness} relies on. */
  void kill(Witness witness) throws Exception {
    running = false;
    witness.doom(number);
    killedAt = System.nanoTime();
    close();
  }

  /** Waits for its end; answers what was wrong with it, or null. */
  @Nullable String awaitEnd(long seconds) throws Exception {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      return this + " does not end. " + errors();
    }
    int status = process.exitValue();
    boolean asExpected = status == 0 || (wasKilled() && status == KILLED);
    return asExpected ? null : this + " failed with " + status + ": " + errors();
  }

  private String errors() {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      return "Its errors cannot be read: " + e;
    }
  }

  History history() {
    return history;
  }

  /** What it was granted; not to be called before its end. */
  List<Hold> holds() {
    List<Hold> holds = history.holds(number);
    return wasKilled() ? holds.stream().map(hold -> hold.killedAt(killedAt)).toList() : holds;
  }

  /** How many of its holds were open when it was killed. */
  long holdsCutOff() {
    return wasKilled()
        ? history.holds(number).stream().filter(hold -> hold.until() == Hold.OPEN).count()
        : 0;
  }

  @Override
  public void close() throws Exception {
    process.destroyForcibly(); // SIGKILL
    if (!process.waitFor(GENEROUS_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(this + " survives its end.");
    }
  }

  @Override
  public String toString() {
    return "process " + number + " in place " + place;
  }
}
