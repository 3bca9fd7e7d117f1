package dev.holdfast.lock.tck.cli.volume;

import dev.holdfast.lock.tck.worker.Message;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Starts and kills the workers of this host, as the coordinator tells it. It does not touch the
 * volume, and does not wait for a worker that does not end.
 */
final class Agent implements AutoCloseable {

  private static final long LONGEST_END_SECONDS = 4;

  private final InetSocketAddress coordinator;
  private final Secret secret;
  private final List<Path> directories;
  private final Map<Integer, Process> workers = new ConcurrentHashMap<>();
  private final Wire wire;

  private Agent(InetSocketAddress coordinator, Secret secret, List<Path> directories, Wire wire) {
    this.coordinator = coordinator;
    this.secret = secret;
    this.directories = directories;
    this.wire = wire;
  }

  /**
   * Introduces this host.
   *
   * @throws IOException if there is no coordinator, or none with this secret
   */
  static Agent join(
      InetSocketAddress coordinator, Secret secret, List<Path> directories, int processes)
      throws IOException {
    List<Path> absolute = directories.stream().map(Path::toAbsolutePath).toList();
    Message hello =
        Message.EMPTY
            .with("role", "agent")
            .with("host", host())
            .with("processes", processes)
            .with("directories", absolute.size());
    for (int i = 0; i < absolute.size(); i++) {
      hello = hello.with("directory." + i, absolute.get(i));
    }
    Wire wire = Wire.connect(coordinator);
    try {
      secret.introduce(wire, hello);
    } catch (IOException e) {
      wire.close();
      throw e;
    }
    return new Agent(coordinator, secret, absolute, wire);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  /**
   * Serves until the check has ended.
   *
   * @return how it ended: the fields of {@link VolumeReport#toMessage}
   * @throws IOException if the coordinator has gone before
   */
  Message serve() throws IOException {
    for (Message command = wire.receive(); command != null; command = wire.receive()) {
      Message answer = Message.EMPTY;
      boolean ends = false;
      try {
        switch (command.get("do")) {
          case "start" -> start(command);
          case "kill" -> kill(Math.toIntExact(command.number("number")));
          case "end" -> ends = true;
          default -> throw new IllegalArgumentException("Unknown command: " + command);
        }
      } catch (IOException | RuntimeException e) {
        answer = answer.with("threw", e.toString());
      }
      wire.send(answer.with("id", command.get("id")));
      if (ends) {
        return command;
      }
    }
    throw new IOException("The witness has gone before the check had ended.");
  }

  private void start(Message command) throws IOException {
    if (workers.size() >= 4 * Limits.PROCESSES) {
      throw new IllegalArgumentException("These are too many workers.");
    }
    int number = Math.toIntExact(command.number("number"));
    Path directory = directories.get(Math.toIntExact(command.number("directory")));
    String run = command.get("run");
    if (!run.matches("[a-z0-9]{1,40}")) {
      throw new IllegalArgumentException("This is no name for a run: " + run);
    }
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            VolumeWorker.class.getName(),
            coordinator.getAddress().getHostAddress(),
            Integer.toString(coordinator.getPort()),
            Integer.toString(number),
            run,
            directory.toString());
    builder.environment().put("CLASSPATH", classPath());
    builder.environment().put(Secret.VARIABLE, secret.text());
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // agents of a build, such as for coverage
    // Whose working directory is on a mount keeps that from being unmounted.
    builder.directory(new File(System.getProperty("java.io.tmpdir")));
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    workers.put(number, builder.start());
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void kill(int number) {
    Process worker = workers.get(number);
    if (worker == null) {
      throw new IllegalArgumentException("There is no worker " + number + ".");
    }
    worker.destroyForcibly();
  }

  /** Waits for the workers to end, but not for ever, and kills those that do not. */
  @Override
  public void close() {
    wire.close();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_END_SECONDS);
    try {
      for (Process worker : new ArrayList<>(workers.values())) {
        boolean unused = worker.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    workers.values().forEach(Process::destroyForcibly);
  }
}
