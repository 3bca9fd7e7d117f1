package dev.holdfast.lock.filesystem;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The files in which Linux tells about itself. On other systems all of them are empty. */
final class Proc {

  static final Path ROOT = Path.of("/proc");

  /** What the calling process is told about itself. */
  static final Path SELF = ROOT.resolve("self");

  private Proc() {}

  /** The lines of a file; none if it cannot be read. */
  static List<String> lines(Path file) {
    // Not Files.readAllLines: the channel below it may be closed by an interrupt.
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      return new String(in.readAllBytes(), ISO_8859_1).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
