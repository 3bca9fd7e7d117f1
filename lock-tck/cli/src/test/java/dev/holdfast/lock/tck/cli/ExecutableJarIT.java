package dev.holdfast.lock.tck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.engine.KitIdentity;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.rules.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar as people run it. */
@Timeout(180)
class ExecutableJarIT {

  private static final Path JAR =
      Path.of(System.getProperty("project.build.directory"), "lock-tck.jar");

  @TempDir Path directory;

  @Test
  void theVersionIsThatOfTheBuildAndTheHashThatOfTheClasses() throws Exception {
    Ended ended = run("--version");
    assertEquals(0, ended.code(), ended.output());
    assertTrue(ended.output().contains("lock-tck 0."), ended.output());
    assertTrue(ended.output().contains(KitIdentity.hash()), ended.output());
  }

  @Test
  void badUsageEndsWith64() throws Exception {
    Ended ended = run("certify", "nosuch");
    assertEquals(64, ended.code(), ended.output());
    assertTrue(ended.output().contains("There is no backend 'nosuch'"), ended.output());
  }

  @Test
  void theInMemoryBackendObeysARule() throws Exception {
    List<Rule> rules = Catalogue.all();
    if (rules.isEmpty()) {
      return; // Nothing to obey yet.
    }
    Ended ended =
        run("certify", "inmemory", "--rule", rules.get(0).id(), "--out", directory.toString());
    assertEquals(0, ended.code(), ended.output());
    assertTrue(Files.exists(directory.resolve("certificate.json")), ended.output());
  }

  @Test
  void theFileSystemBackendObeysARuleAndLeavesNothingBehind() throws Exception {
    Path locks = Files.createDirectory(directory.resolve("locks"));
    Ended ended =
        run("certify", "filesystem", "--config", "directory=" + locks, "--rule", "MUT-01");
    assertEquals(0, ended.code(), ended.output());
    try (Stream<Path> left = Files.list(locks)) {
      assertEquals(List.of(), left.toList(), "left behind");
    }
  }

  @Test
  void aMissingDirectoryIsNamed() throws Exception {
    Path missing = directory.resolve("missing");
    Ended ended = run("certify", "filesystem", "--config", "directory=" + missing);
    assertEquals(2, ended.code(), ended.output());
    assertTrue(ended.output().contains("'" + missing + "' does not exist"), ended.output());
    ended = run("certify", "filesystem");
    assertEquals(2, ended.code(), ended.output());
    assertTrue(ended.output().contains("needs --config directory=DIR"), ended.output());
  }

  @Test
  void aBackendOfSomebodyElseIsLoadedFromItsPath() throws Exception {
    // A copy of ours under the test classes would be on our own class path as well; hence a fresh
    // directory with a class that nobody else has.
    Path classes = compile("acme.AcmeFactory");
    Ended ended = run("certify", "acme.AcmeFactory", "--backend-path", classes.toString());
    assertEquals(2, ended.code(), ended.output());
    assertTrue(ended.output().contains("backend       acme.AcmeFactory"), ended.output());
  }

  private Path compile(String name) throws Exception {
    Path source = directory.resolve("AcmeFactory.java");
    Files.writeString(
        source,
        """
        package acme;

        public final class AcmeFactory implements dev.holdfast.lock.tck.LockBackendFactory {
          @Override
          public dev.holdfast.lock.LockProvider open(
              String namespace, java.util.Map<String, String> config) {
            throw new IllegalStateException("the server of %s is down");
          }
        }
        """
            .formatted(name));
    Path classes = Files.createDirectories(directory.resolve("classes"));
    var compiler = javax.tools.ToolProvider.getSystemJavaCompiler();
    int code =
        compiler.run(
            null, null, null, "-cp", JAR.toString(), "-d", classes.toString(), source.toString());
    assertEquals(0, code, "javac failed");
    return classes;
  }

  private Ended run(String... args) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-jar");
    command.add(JAR.toString());
    Stream.of(args).forEach(command::add);
    Path output = Files.createTempFile(directory, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(150, TimeUnit.SECONDS), "the command has not ended");
      return new Ended(process.exitValue(), Files.readString(output));
    } finally {
      var unused = process.destroyForcibly();
    }
  }

  private record Ended(int code, String output) {}
}
