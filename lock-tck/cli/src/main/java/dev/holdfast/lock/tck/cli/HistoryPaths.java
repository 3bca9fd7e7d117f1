package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.tck.report.HistoryFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds the histories that a path stands for. */
final class HistoryPaths {

  private static final String PATTERN = "*.jsonl";

  private HistoryPaths() {}

  /**
   * The file itself, or those in a directory and in its directory of histories.
   *
   * @throws IllegalArgumentException if there is none in the directory
   */
  static List<Path> of(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    List<Path> found = in(path);
    Path below = path.resolve(HistoryFiles.DIRECTORY);
    if (Files.isDirectory(below)) {
      found.addAll(in(below));
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          ("There is no history in '%s': no file *.jsonl there or in its directory '%s'. A run of the"
                  + " rules leaves one for each failure that a history proves, and none if there is"
                  + " no such failure.")
              .formatted(path, HistoryFiles.DIRECTORY));
    }
    return found;
  }

  private static List<Path> in(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, PATTERN)) {
      all.forEach(files::add);
    }
    Collections.sort(files);
    return files;
  }
}
