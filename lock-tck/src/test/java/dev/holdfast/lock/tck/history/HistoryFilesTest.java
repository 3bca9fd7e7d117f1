package dev.holdfast.lock.tck.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HistoryFilesTest {

  private static final Actor ACTOR = new Actor("p1", 4711, "w2");
  private static final Resource NASTY =
      new Resource(LockKind.SEMAPHORE, "line\nbreak \"quoted\" \u0000 \uD83D\uDD12", 3);

  private static final List<Entry> ENTRIES =
      List.of(
          new Operation(
              1,
              NASTY,
              ACTOR,
              7,
              Action.ACQUIRE,
              Waiting.TIMED,
              LockMode.PERMIT,
              2,
              -100,
              OptionalLong.of(250),
              Outcome.OK,
              OptionalLong.of(Long.MAX_VALUE)),
          new FencedWrite(2, NASTY, ACTOR, 7, 9, 260, OptionalLong.of(270), Outcome.FAILED),
          new Fault(3, Fault.Kind.KILL, 4711, OptionalLong.empty(), 300, OptionalLong.of(320)),
          new Fault(4, Fault.Kind.LOSS, 4711, OptionalLong.of(7), 310, OptionalLong.empty()),
          new Operation(
              5,
              new Resource(LockKind.MUTEX, "", 1),
              ACTOR,
              8,
              Action.ACQUIRE,
              Waiting.TRY,
              LockMode.WRITE,
              1,
              400,
              OptionalLong.empty(),
              Outcome.UNKNOWN,
              OptionalLong.empty()));

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    History history = History.of(ENTRIES).withStrictTry(true);
    StringWriter file = new StringWriter();

    HistoryWriter.write(history, file);
    History read = HistoryReader.read(new StringReader(file.toString()), "history.jsonl");

    assertEquals(ENTRIES, read.entries());
    assertEquals(true, read.strictTry());
    assertEquals(ENTRIES.size() + 1, file.toString().lines().count(), file::toString);
  }

  @Test
  void entriesAreSortedByTheirCallsAndNumbered() throws IOException {
    History history =
        read(
            HEADER,
            "{\"fault\":\"STOP\",\"pid\":1,\"called\":20}",
            "",
            "{\"fault\":\"KILL\",\"pid\":2,\"called\":10,\"returned\":11}");

    assertEquals(List.of(10L, 20L), history.entries().stream().map(Entry::called).toList());
    assertEquals(List.of(1L, 2L), history.entries().stream().map(Entry::sequence).toList());
  }

  @Test
  void fieldsThatNobodyKnowsAreIgnored() throws IOException {
    History history =
        read(
            "{\"format\":\"holdfast-history\",\"version\":1,\"host\":{\"name\":[1,{}]}}",
            "{\"fault\":\"STOP\",\"pid\":1,\"called\":20,\"note\":null,\"more\":[{\"a\":1.5}]}");

    assertEquals(1, history.size());
  }

  @Test
  void aBadLineIsNamedWithWhatIsWrongAndWhatToDo() {
    assertComplaint("line 1: The file is empty.");
    assertComplaint("line 1: The first line of a history is {\"format\"", "{}");
    assertComplaint(
        "line 1: It has version 2 of the format",
        "{\"format\":\"holdfast-history\",\"version\":2}");
    assertComplaint("line 3: It is not JSON: it ends too early.", HEADER, "", "{\"fault\":", "{}");
    assertComplaint("line 3: The file ends in the middle of this line", HEADER, "", "{\"fault\":");
    assertComplaint("line 2: It is not JSON: Unexpected close marker", HEADER, "}");
    assertComplaint(
        "line 1: The file ends here, with 0 of the 2 entries that its first line announces",
        "{\"format\":\"holdfast-history\",\"version\":1,\"entries\":2}");
    assertComplaint(
        "line 2: A MUTEX has no mode READ.",
        HEADER,
        "{\"action\":\"ACQUIRE\",\"kind\":\"MUTEX\",\"name\":\"m\",\"client\":\"p\",\"pid\":1,"
            + "\"thread\":\"t\",\"handle\":1,\"mode\":\"READ\"}");
    assertComplaint("line 2: It is not a JSON object.", HEADER, "[]");
    assertComplaint("line 2: Something follows after the JSON object.", HEADER, "{} {}");
    assertComplaint(
        "line 2: It has none of the fields 'action', 'write' and 'fault'", HEADER, "{}");
    assertComplaint(
        "line 2: The field 'fault' is 'MILL'; it can be one of [KILL, STOP, CONTINUE, LOSS].",
        HEADER,
        "{\"fault\":\"MILL\"}");
    assertComplaint("line 2: The field 'pid' is missing.", HEADER, "{\"fault\":\"KILL\"}");
    assertComplaint(
        "line 2: The field 'pid' is not a whole number: x.",
        HEADER,
        "{\"fault\":\"KILL\",\"pid\":\"x\"}");
    assertComplaint(
        "line 2: It returned at 1, before it was called at 2.",
        HEADER,
        "{\"fault\":\"KILL\",\"pid\":1,\"called\":2,\"returned\":1}");
    assertComplaint("Mend the line, or record the history again.", "x");
  }

  private static final String HEADER = "{\"format\":\"holdfast-history\",\"version\":1}";

  private static History read(String... lines) throws IOException {
    return HistoryReader.read(new StringReader(String.join("\n", lines)), "bad.jsonl");
  }

  private static void assertComplaint(String expected, String... lines) {
    String message = assertThrows(HistoryFormatException.class, () -> read(lines)).getMessage();
    assertEquals(
        true,
        message != null && message.startsWith("bad.jsonl, ") && message.contains(expected),
        () -> "unhelpful: " + message);
  }
}
