package dev.holdfast.lock.tck.checker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.history.Entry;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.HistoryReader;
import dev.holdfast.lock.tck.history.HistoryWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Long histories are swept in time, and what is wrong in them is found. The system property {@value
 * #OPERATIONS} says how long they are. With ten million, which have to be swept in ten seconds, it
 * is no part of the build; this and the JVM's memory are what the guide lists.
 */
class LongHistoryTest {

  static final String OPERATIONS = "lock.tck.sweep.operations";

  private static final int BY_DEFAULT = 200_000;
  private static final Duration PER_MILLION = Duration.ofSeconds(1);

  /** What a JVM takes that has just begun, on a machine that does other things as well. */
  private static final Duration AT_LEAST = Duration.ofSeconds(10);

  private final int operations = Integer.getInteger(OPERATIONS, BY_DEFAULT);

  @Test
  void aLegalHistoryIsSweptInTime() {
    LongHistory whole = LongHistory.of(operations);
    History history = History.of(whole);
    assertEquals(operations, history.size());

    Duration taken = measured("the sweep", () -> assertLegal(whole, Checks.safety(history)));

    Duration most = PER_MILLION.multipliedBy(operations / 1_000_000);
    assertTrue(
        taken.compareTo(most) < 0 || taken.compareTo(AT_LEAST) < 0, () -> "It took " + taken);
    measured("the order of tokens", () -> assertTrue(Checks.tokens(history).isLegal()));
    measured("the refusals", () -> assertTrue(Checks.failures(history).isLegal()));
  }

  private static void assertLegal(LongHistory history, Answer answer) {
    assertTrue(answer.isLegal(), answer::toString);
    assertEquals(history.holds(), answer.judged(), "not all that was held was looked at");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.5, 0.99})
  void oneHoldTooManyIsFoundAnywhere(double where) {
    LongHistory broken = LongHistory.of(operations).withIntruder((int) (operations * where));
    Proof proof = Checks.safety(History.of(broken)).proof().orElseThrow();

    List<Long> handles = proof.spans().stream().map(Span::handle).toList();
    assertTrue(handles.contains(broken.intruder()), () -> "not the intruder: " + proof);
  }

  @Test
  void aFileIsReadInTime(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("long.jsonl");
    History history = History.of(LongHistory.of(operations));
    measured("writing the file", () -> HistoryWriter.write(history, file));
    System.out.printf("%,d bytes%n", Files.size(file));
    measured("reading the file", () -> assertSame(history, HistoryReader.read(file)));
  }

  private static void assertSame(History expected, History read) {
    assertEquals(expected.size(), read.size());
    for (int row = 0; row < expected.size(); row += 997) {
      Entry entry = expected.entry(row);
      assertEquals(entry, read.entry(row));
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  private Duration measured(String what, Action action) {
    long began = System.nanoTime();
    try {
      action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Duration taken = Duration.ofNanos(System.nanoTime() - began);
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        "%,d operations, %s: %.2f s, of at most %,d MiB of memory%n",
        operations, what, taken.toNanos() / 1e9, runtime.maxMemory() >> 20);
    return taken;
  }
}
