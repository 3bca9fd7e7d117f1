package dev.holdfast.lock.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Other processes, and other copies of the library in this one, each with a {@link Puppet}. */
final class Others implements AfterEachCallback {

  private final List<Process> started = new ArrayList<>();
  private final List<URLClassLoader> loaders = new ArrayList<>();

  /** Starts a process. */
  UnaryOperator<String> process() throws IOException {
    Process process = start(Puppet.class);
    BufferedWriter commands = process.outputWriter(UTF_8);
    BufferedReader answers = process.inputReader(UTF_8);
    return command -> {
      try {
        commands.write(command);
        commands.newLine();
        commands.flush();
        String answer = answers.readLine();
        assertTrue(answer != null, () -> "the process ended at: " + command);
        return answer;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  Process start(Class<?> main, String... arguments) throws IOException {
    return start(Map.of(), main, arguments);
  }

  Process start(Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  /** Loads another copy of the library. */
  UnaryOperator<String> copy() throws Exception {
    return copy(Puppet.class);
  }

  /** Loads another copy of the library, led by one of these. */
  UnaryOperator<String> copy(Class<? extends UnaryOperator<String>> original) throws Exception {
    List<URL> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      path.add(Path.of(entry).toUri().toURL());
    }
    URLClassLoader loader =
        new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    loaders.add(loader);
    Class<?> copy = loader.loadClass(original.getName());
    assertTrue(copy != original, "it is no copy");
    return puppet(copy);
  }

  /** Another puppet of the same copy. */
  static UnaryOperator<String> another(UnaryOperator<String> puppet) throws Exception {
    return puppet(puppet.getClass());
  }

  @SuppressWarnings("unchecked")
  private static UnaryOperator<String> puppet(Class<?> copy) throws Exception {
    Constructor<?> constructor = copy.getDeclaredConstructor();
    constructor.setAccessible(true);
    return (UnaryOperator<String>) constructor.newInstance();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (Process process : started) {
      process.destroyForcibly();
      assertTrue(process.waitFor(30, SECONDS), "a process did not end");
    }
    for (URLClassLoader loader : loaders) {
      loader.close();
    }
  }

  /** How many descriptors of files in a directory this process has open. */
  static long descriptors(Path directory) {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(link -> leadsInto(directory, link)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean leadsInto(Path directory, Path link) {
    try {
      return Files.readSymbolicLink(link).startsWith(directory);
    } catch (IOException e) {
      return false; // It was closed meanwhile.
    }
  }

  /** What the copies in this process have left in the system properties. */
  static List<String> properties() {
    return System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("dev.holdfast.lock.filesystem"))
        .toList();
  }
}
