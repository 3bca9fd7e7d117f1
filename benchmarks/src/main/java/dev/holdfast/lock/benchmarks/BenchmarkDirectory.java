package dev.holdfast.lock.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory of its own for lock files, deleted at the end. The system property {@code
 * holdfast.directory} says where it is made; without it, where temporary files are.
 *
 * @param path where it is
 */
record BenchmarkDirectory(Path path) implements AutoCloseable {

  private static final String PROPERTY = "holdfast.directory";

  static BenchmarkDirectory make() throws IOException {
    String parent = System.getProperty(PROPERTY);
    return new BenchmarkDirectory(
        parent == null
            ? Files.createTempDirectory("holdfast-")
            : Files.createTempDirectory(Path.of(parent), "holdfast-"));
  }

  @Override
  public void close() throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(path)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.deleteIfExists(each);
    }
  }
}
