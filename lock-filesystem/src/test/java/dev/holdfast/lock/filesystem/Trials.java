package dev.holdfast.lock.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.inmemory.InMemoryLocks;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Processes that try locks, each with a {@link Trial}, and each under conditions of its own. */
final class Trials implements AfterEachCallback {

  private final List<Process> started = new ArrayList<>();
  private @Nullable Path jar;

  /**
   * Starts a process.
   *
   * @param before what stands before the command, such as a program that takes rights away
   */
  UnaryOperator<String> start(String... before) throws Exception {
    return start(List.of(), before);
  }

  /** Starts a process with options for its JVM. */
  UnaryOperator<String> start(List<String> options, String... before) throws Exception {
    List<String> command = new ArrayList<>(List.of(before));
    command.addAll(java(Trial.class, options.toArray(String[]::new)));
    Process process = start(command);
    BufferedWriter commands = process.outputWriter(UTF_8);
    BufferedReader answers = process.inputReader(UTF_8);
    return order -> {
      try {
        commands.write(order);
        commands.newLine();
        commands.flush();
        StringBuilder noise = new StringBuilder();
        while (true) {
          String answer = answers.readLine();
          assertTrue(answer != null, () -> "the process ended at: " + order + "\n" + noise);
          if (answer.startsWith("> ")) {
            return answer.substring(2);
          }
          noise.append(answer).append('\n');
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  Process start(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    started.add(process);
    return process;
  }

  /** How to run a class of ours; with everything in one jar that whoever runs it can read. */
  List<String> java(Class<?> main, String... options) throws Exception {
    Path classes = jar;
    if (classes == null) {
      classes = pack(Lockable.class, InMemoryLocks.class, FileSystemLocks.class, Trial.class);
      jar = classes;
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classes.toString(), main.getName()));
    return command;
  }

  private static Path pack(Class<?>... examples) throws Exception {
    Path jar = Files.createTempFile("trial", ".jar");
    Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
    Set<String> packed = new LinkedHashSet<>();
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Class<?> example : examples) {
        Path from = Path.of(example.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(from)) {
          pack(from, zip, packed);
        } else {
          try (FileSystem other = FileSystems.newFileSystem(from)) {
            pack(other.getPath("/"), zip, packed);
          }
        }
      }
    }
    return jar;
  }

  private static void pack(Path root, ZipOutputStream zip, Set<String> packed) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        String name = root.relativize(file).toString();
        if (packed.add(name)) {
          zip.putNextEntry(new ZipEntry(name));
          Files.copy(file, zip);
        }
      }
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (Process process : started) {
      process.destroyForcibly();
      assertTrue(process.waitFor(30, SECONDS), "a process did not end");
    }
    if (jar != null) {
      Files.delete(jar);
    }
  }
}
