package dev.holdfast.lock.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/** Another process with a {@link Neighbour}, seen by the one that started it. */
final class NeighbourProcess {

  static final long CHECK_MILLIS = 200;

  private final Process process;
  private final BufferedWriter commands;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private NeighbourProcess(Process process) {
    this.process = process;
    this.commands = process.outputWriter(UTF_8);
    BufferedReader output = process.inputReader(UTF_8);
    Thread reader = new Thread(() -> read(output), "answers");
    reader.setDaemon(true);
    reader.start();
  }

  static NeighbourProcess start(Others others, Path directory) throws IOException {
    return start(others, directory, Map.of());
  }

  /** Starts one that uses the locks in a directory. */
  static NeighbourProcess start(Others others, Path directory, Map<String, String> environment)
      throws IOException {
    NeighbourProcess started =
        new NeighbourProcess(others.start(environment, Neighbour.class, new String[0]));
    started.obeys("in " + directory + " " + CHECK_MILLIS, "there");
    return started;
  }

  private void read(BufferedReader output) {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(Neighbour.ANSWER)) {
          answers.add(line.substring(Neighbour.ANSWER.length()));
        } else {
          System.err.println("A neighbour says: " + line);
        }
      }
    } catch (IOException e) {
      // It was killed.
    }
  }

  void tell(String command) {
    try {
      commands.write(command);
      commands.newLine();
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String answer(String command) {
    try {
      String answer = answers.poll(60, SECONDS);
      assertTrue(answer != null, () -> "The neighbour did not answer: " + command);
      return answer;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  String ask(String command) {
    tell(command);
    return answer(command);
  }

  void obeys(String command, String expected) {
    assertEquals(expected, ask(command), () -> "The neighbour answered otherwise: " + command);
  }

  /** Holds a lock under this key. */
  void takes(String key, String form, String name) {
    obeys("take " + key + " " + form + " " + name + " 10000", "held");
  }

  /** Finds a lock held by others. */
  void isRefused(String form, String name, String history) {
    assertEquals("refused", ask("take probe " + form + " " + name + " 0"), history);
  }

  /** Gets a lock within a generous time, and gives it back. */
  void gets(String form, String name, String history) {
    assertEquals("held", ask("take probe " + form + " " + name + " 20000"), history);
    obeys("close probe", "closed");
  }

  void awaitState(String key, String state) {
    await("state of " + key)
        .atMost(30, SECONDS)
        .untilAsserted(() -> assertEquals(state, ask("state " + key)));
  }

  void signal(String name) throws Exception {
    Shell.run("kill -" + name + " " + process.pid());
  }

  /** Stops it on Linux, and waits until it stands still: its threads stop one after the other. */
  void stop() throws Exception {
    signal("STOP");
    await("all threads stopped")
        .atMost(30, SECONDS)
        .ignoreExceptionsInstanceOf(IOException.class) // a thread that has just ended
        .until(this::standsStill);
  }

  private boolean standsStill() throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      for (Path thread : threads.toList()) {
        String stat = Files.readString(thread.resolve("stat"));
        if (!stat.startsWith("T", stat.lastIndexOf(')') + 2)) {
          return false;
        }
      }
    }
    return true;
  }

  Process process() {
    return process;
  }

  void awaitEnd() throws InterruptedException {
    assertTrue(process.waitFor(30, SECONDS), "a neighbour does not end");
  }
}
