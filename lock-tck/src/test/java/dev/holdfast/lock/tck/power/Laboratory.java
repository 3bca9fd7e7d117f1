package dev.holdfast.lock.tck.power;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;

/**
 * Does runs one after the other, each in a process of its own.
 *
 * @param journal where the outcomes go
 * @param scratch an existing directory for what the runs leave behind
 */
record Laboratory(Journal journal, Path scratch) {

  /** More than a run may take beyond the limit of its profile. */
  private static final Duration GRACE = Duration.ofMinutes(3);

  /** Ends with an outcome in the journal, whatever becomes of the run. */
  void perform(Plan plan) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(scratch, "run");
    long began = System.nanoTime();
    Process process;
    boolean ended;
    try (Condition.Stress unused = plan.condition().outside()) {
      process = start(plan, directory);
      try {
        long limit = plan.profile().limit().plus(GRACE).toSeconds();
        ended = process.waitFor(limit, TimeUnit.SECONDS);
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        var unusedStatus = process.destroyForcibly().waitFor();
      }
    }
    if (!ended || process.exitValue() != 0) {
      String said = Files.readString(directory.resolve("output.txt"));
      String how = ended ? "ended with status " + process.exitValue() : "did not end";
      double seconds = (System.nanoTime() - began) / 1e9;
      journal.append(
          new Outcome(
              plan,
              "",
              -1,
              seconds,
              List.of(),
              List.of("The run " + how + "."),
              false,
              said.strip()));
    }
    FileUtils.deleteDirectory(directory.toFile());
  }

  private Process start(Plan plan, Path directory) throws IOException {
    Path backend = Files.createDirectory(directory.resolve("backend"));
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    List<String> command =
        new ArrayList<>(
            plan.condition()
                .command(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(
        List.of(
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            Runner.class.getName(),
            journal.file().toString(),
            backend.toString(),
            Journal.write(plan)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output.txt").toFile())
        .start();
  }
}
