package dev.holdfast.lock.tck.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a history from JSON Lines, see {@link HistoryFormat}, line by line into columns. */
public final class HistoryReader {

  private final JsonFactory json = new JsonFactory();
  private final HistoryBuilder builder = new HistoryBuilder();

  /** How many entries there have to be; negative if the file does not say. */
  private long expected = -1;

  private long found;

  private HistoryReader() {}

  /**
   * Reads a file.
   *
   * @param file the file, not null
   * @return the history, not null
   * @throws IOException if the file cannot be read
   * @throws HistoryFormatException if it is not a history
   */
  public static History read(Path file) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file, UTF_8)) {
      return read(in, file.toString());
    }
  }

  /**
   * Reads all lines.
   *
   * @param in the lines; not closed; not null
   * @param source what messages call the file, not null
   * @return the history, not null
   * @throws IOException if the lines cannot be read
   * @throws HistoryFormatException if they are not a history
   */
  public static History read(Reader in, String source) throws IOException {
    return new HistoryReader().lines(new BufferedReader(in), source);
  }

  private History lines(BufferedReader in, String source) throws IOException {
    long number = 0;
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (number == 1) {
          header(parse(line));
        } else if (!line.isBlank()) {
          builder.add(parse(line).entry());
          found++;
        }
      }
      if (number == 0) {
        throw new IllegalArgumentException("The file is empty.");
      }
      if (expected >= 0 && found != expected) {
        throw new IllegalArgumentException(
            "The file ends here, with %d of the %d entries that its first line announces: it is not complete."
                .formatted(found, expected));
      }
    } catch (JsonEOFException e) {
      String what = "It is not JSON: it ends too early.";
      if (in.readLine() == null) {
        what = "The file ends in the middle of this line: what wrote it was stopped.";
      }
      throw bad(source, number, what, e);
    } catch (JsonProcessingException e) {
      throw bad(source, number, "It is not JSON: " + firstLine(e) + ".", e);
    } catch (IllegalArgumentException e) {
      throw bad(source, number, String.valueOf(e.getMessage()), e);
    } catch (MalformedInputException e) {
      throw bad(source, number + 1, "It is not UTF-8.", e);
    }
    return builder.build();
  }

  private static String firstLine(JsonProcessingException e) {
    return String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
  }

  private HistoryLine parse(String line) throws IOException {
    return HistoryLine.parse(json, line);
  }

  private void header(HistoryLine line) {
    if (!line.has(HistoryFormat.FORMAT)
        || !line.text(HistoryFormat.FORMAT).equals(HistoryFormat.NAME)) {
      throw new IllegalArgumentException(
          "The first line of a history is {\"format\":\"%s\",\"version\":%d}."
              .formatted(HistoryFormat.NAME, HistoryFormat.VERSION));
    }
    long version = line.number(HistoryFormat.VERSION_FIELD);
    if (version != HistoryFormat.VERSION) {
      throw new IllegalArgumentException(
          "It has version %d of the format, and this kit reads version %d: use the kit that wrote it."
              .formatted(version, HistoryFormat.VERSION));
    }
    expected = line.number(HistoryFormat.ENTRIES, -1);
    builder.strictTry(line.is(HistoryFormat.STRICT_TRY));
    builder.completeUntil(line.number(HistoryFormat.COMPLETE_UNTIL, History.NEVER));
  }

  private static HistoryFormatException bad(
      String source, long line, String what, Exception cause) {
    return new HistoryFormatException(
        "%s, line %d: %s Mend the line, or record the history again."
            .formatted(source, Math.max(1, line), what),
        cause);
  }
}
