package dev.holdfast.lock.tck.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import org.jspecify.annotations.Nullable;

/** The lines of a stream that may have none: one that is too long is cut. */
final class BoundedLines {

  private static final int LONGEST = 1 << 20;

  private final BufferedReader reader;

  BoundedLines(InputStream stream) {
    this.reader = new BufferedReader(new InputStreamReader(stream, UTF_8));
  }

  /** The next line, or null at the end. */
  @Nullable String next() throws IOException {
    var line = new StringBuilder();
    for (int c = reader.read(); c >= 0; c = reader.read()) {
      if (c == '\n') {
        return line.toString();
      }
      if (line.length() == LONGEST) {
        return line.append((char) c).toString();
      }
      line.append((char) c);
    }
    return line.isEmpty() ? null : line.toString();
  }
}
