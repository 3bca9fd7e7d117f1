package dev.holdfast.lock.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.stream.Stream;

/**
 * Where and when something was measured.
 *
 * @param date when
 * @param command how
 * @param jdk which Java
 * @param system which operating system
 * @param processors how many, and which
 * @param files what the directory of the lock files is on
 * @param load how many threads wanted a processor in the minute before
 */
record Machine(
    String date,
    String command,
    String jdk,
    String system,
    String processors,
    String files,
    String load) {

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /** This one, now. */
  static Machine current(String command, Path directory) {
    return new Machine(
        LocalDate.now(java.time.ZoneId.systemDefault()).toString(),
        command,
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Runtime.getRuntime().availableProcessors() + " x " + model(),
        store(directory),
        Ratio.text(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
  }

  private static String model() {
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch"); // not Linux
    }
  }

  private static String store(Path directory) {
    try {
      return Files.getFileStore(directory).type();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
