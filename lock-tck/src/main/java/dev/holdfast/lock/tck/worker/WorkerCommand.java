package dev.holdfast.lock.tck.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts JVMs that are to be workers: small, and alike whatever else is set for this one. */
final class WorkerCommand {

  private static final List<String> OPTIONS =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData", // its file is named by the process id, which need not be unique
          "-Xshare:auto",
          "-Xms16m",
          "-Xmx128m");

  private WorkerCommand() {}

  static Process start(String classPath) throws IOException {
    return start(List.of(), classPath);
  }

  /** It sees no other processes, and has an id that others have as well. */
  static Process startIsolated(String classPath) throws IOException {
    return start(Isolation.command(), classPath);
  }

  private static Process start(List<String> prefix, String classPath) throws IOException {
    var command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    command.add(WorkerMain.class.getName());
    var builder = new ProcessBuilder(command);
    // Not an argument: a class path may be longer than those may be.
    builder.environment().put("CLASSPATH", classPath);
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // agents of a build, such as for coverage
    return builder.start();
  }
}
