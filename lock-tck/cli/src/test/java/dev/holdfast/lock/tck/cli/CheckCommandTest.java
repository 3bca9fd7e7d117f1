package dev.holdfast.lock.tck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.Certification;
import dev.holdfast.lock.tck.ProgressListener;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.history.Actor;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.HistoryWriter;
import dev.holdfast.lock.tck.history.Lane;
import dev.holdfast.lock.tck.history.Outcome;
import dev.holdfast.lock.tck.history.Recorder;
import dev.holdfast.lock.tck.history.Resource;
import dev.holdfast.lock.tck.history.Waiting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CheckCommandTest {

  private static final String HEADER = "{\"format\":\"holdfast-history\",\"version\":1}";
  private static final String STRICT =
      "{\"format\":\"holdfast-history\",\"version\":1,\"strictTry\":true}";

  @TempDir Path directory;
  private final Shell shell = new Shell(Map.of());

  @Test
  void whatProvesAFailureOfARunIsProvedAgain() throws Exception {
    BackendUnderTest broken = BackendUnderTest.of(OpenDoorBackend.class);
    RunOptions options = RunOptions.defaults().withRules(Set.of("MUT-01"));
    Certificate certificate =
        Certification.run(broken, options, ProgressListener.SILENT, directory);
    String finding =
        certificate.rules().stream()
            .flatMap(rule -> rule.subjects().stream())
            .filter(result -> result.proof().isPresent())
            .map(SubjectResult::message)
            .findFirst()
            .orElseThrow();

    assertEquals(1, shell.run("check", directory.toString()), shell::err);
    assertTrue(
        shell.out().contains("MUT-01 violated: " + finding), () -> shell.out() + "\n" + finding);
  }

  @Test
  void whatThreadsDoToARealLockIsLegal() throws Exception {
    Path file = directory.resolve("real.jsonl");
    History history = realHistory();
    HistoryWriter.write(history, file);

    assertEquals(0, shell.run("check", file.toString()), shell::out);
    assertTrue(
        shell.out().startsWith(file + ": LEGAL (%d entries, 1 lock)".formatted(history.size())),
        shell::out);
    assertTrue(shell.out().contains("yes, 200 cases judged"), shell::out);
  }

  private static History realHistory() throws Exception {
    Recorder recorder = new Recorder(1_000);
    int resource = recorder.resource(new Resource(LockKind.MUTEX, "orders", 1));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (LockProvider provider = new InMemoryBackend().open("check", Map.of())) {
      DistributedLock lock = ((DistributedLockProvider) provider).lock("orders");
      List<Callable<Integer>> users = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Lane lane = recorder.lane(new Actor("p1", ProcessHandle.current().pid(), "w" + i));
        users.add(() -> useOften(lock, lane, resource));
      }
      for (Future<Integer> user : threads.invokeAll(users)) {
        assertEquals(50, user.get());
      }
    } finally {
      threads.shutdown();
    }
    return recorder.history();
  }

  private static int useOften(DistributedLock lock, Lane lane, int resource) throws Exception {
    for (int i = 0; i < 50; i++) {
      Lane.Held held = lane.handle(resource, LockMode.WRITE, 1);
      int call = lane.acquire(held, Waiting.UNTIMED);
      LockHandle handle = lock.acquire();
      lane.granted(call, System.nanoTime(), handle.fencingToken());
      int close = lane.close(held);
      handle.close();
      lane.end(close, Outcome.OK);
    }
    return 50;
  }

  @Test
  void twoHoldersAreShownAsTheFindingsOfARunAre() throws Exception {
    String file =
        store(
            HEADER,
            acquire(1, 0, 500_000),
            acquire(2, 100_000, 900_000),
            close(1, 2_740_000, 2_750_000),
            close(2, 9_000_000, 9_000_001));

    assertEquals(1, shell.run("check", file), shell::err);
    assertEquals(
        """
        %s: ILLEGAL (4 entries, 1 lock)
          Could everything be granted that was granted?          NO
          Do the fencing tokens increase?                        not asked any more
          Were fenced writes accepted and refused rightly?       not asked any more
          Did every refusal have a reason?                       not asked any more
          Do all answers together have a legal order?            not asked any more

        MUT-01 violated: handle h1 (pid 1, thread t1, WRITE 'm') and h2 (pid 1, thread t2, WRITE) were both definitely held for 1.840 ms.
                    time  t1                                  t2
             0.000000 ms  h1 acquire WRITE, now or never ...
             0.100000 ms                                      h2 acquire WRITE, now or never ...
             0.500000 ms  ... h1 granted
        !    0.900000 ms                                      ... h2 granted
        !    2.740000 ms  h1 close ...
             2.750000 ms  ... h1 closed
             9.000000 ms                                      h2 close ...
             9.000001 ms                                      ... h2 closed
          In every order of these operations both handles hold the lock from the return of what granted their mode to the call that gave it up; these spans overlap, and WRITE excludes WRITE.

        """
            .formatted(file),
        shell.out().replace("\r\n", "\n"));
  }

  @Test
  void tokensOutOfOrderAreFound() throws Exception {
    String file =
        store(
            HEADER,
            acquire(1, 0, 1).replace("}", ",\"token\":7}"),
            close(1, 2, 3),
            acquire(2, 4, 5).replace("}", ",\"token\":6}"));
    assertIllegal(file, "FEN-01 violated: Fencing tokens are out of order");
  }

  @Test
  void aStaleWriteThatIsAcceptedIsFound() throws Exception {
    String file = store(HEADER, acquire(1, 0, 1), write(9, 2, 3, "OK"), write(8, 4, 5, "OK"));
    assertIllegal(file, "FEN-03 violated: A write with token 8");
  }

  @Test
  void aFreeLockThatRefusesIsFound() throws Exception {
    String file =
        store(HEADER, acquire(1, 0, 1), close(1, 2, 3), acquire(2, 4, 5).replace("OK", "FAILED"));
    assertIllegal(file, "ACQ-03 violated: handle h2 (pid 1, thread t2, WRITE 'm') was not granted");
  }

  /** Two attempts that meet may both be refused, unless the backend promises strict tries. */
  @Test
  void strictnessIsAsTheFirstLineSays() throws Exception {
    String[] entries = {
      acquire(1, 0, 10).replace("OK", "FAILED"), acquire(2, 5, 15).replace("OK", "FAILED")
    };

    String lenient = store(HEADER, entries);
    assertEquals(2, shell.run("check", lenient), shell::out);
    assertTrue(shell.out().contains("not asked: the history does not say that tries are strict"));
    assertIllegal(store(STRICT, entries), "ACQ-04 violated");
  }

  /** The first of two possibly held the permit all the time, but not before the second did. */
  @Test
  void whatOnlyASearchFindsIsFound() throws Exception {
    String file = store(STRICT, semaphoreThatRefusesWithoutReason());
    assertIllegal(file, "Do all answers together have a legal order?            NO");
  }

  @Test
  void aSearchThatIsTooLargeIsNoVerdict() throws Exception {
    String file = store(STRICT, semaphoreThatRefusesWithoutReason());
    assertEquals(2, shell.run("check", file, "--budget", "1"), shell::out);
    assertTrue(shell.out().contains("not decided: semaphore 's' of 1: "), shell::out);
    assertTrue(shell.out().contains(": UNDECIDED ("), shell::out);
  }

  private static String[] semaphoreThatRefusesWithoutReason() {
    return new String[] {
      permit(1, 0, 100, "OK"),
      permit(2, 30, 40, "OK"),
      permit(3, 10, 20, "FAILED"),
      closePermit(2, 80, 90),
      closePermit(1, 120, 130)
    };
  }

  @Test
  void ofSeveralTheWorstDecides() throws Exception {
    String legal = storeAs("legal.jsonl", HEADER, acquire(1, 0, 1), close(1, 2, 3));
    String illegal = storeAs("illegal.jsonl", HEADER, acquire(1, 0, 1), acquire(2, 0, 1));
    String broken = storeAs("broken.jsonl", HEADER, "{");

    assertEquals(0, shell.run("check", legal));
    assertEquals(2, shell.run("check", legal, broken));
    assertEquals(1, shell.run("check", broken, illegal, legal));
    assertEquals(1, shell.run("check", directory.toString()), "the directory");
  }

  @Test
  void aHistoryInWhichNothingHappensIsNoPass() throws Exception {
    assertEquals(2, shell.run("check", store(HEADER, "")), shell::out);
    assertTrue(shell.out().contains("UNDECIDED (0 entries, 0 locks)"), shell::out);
  }

  @Test
  void aFileThatWasCutShortIsNotJudged() throws Exception {
    Path file = directory.resolve("cut.jsonl");
    HistoryWriter.write(realHistory(), file);
    byte[] whole = Files.readAllBytes(file);
    long lines = Files.readString(file).lines().count();

    Files.write(file, Arrays.copyOf(whole, whole.length - 9));
    assertEquals(2, shell.run("check", file.toString()), shell::out);
    assertTrue(
        shell.err().contains("%s, line %d: The file ends in the middle".formatted(file, lines)),
        shell::err);

    String text = new String(whole, StandardCharsets.UTF_8);
    Files.writeString(file, text.substring(0, text.lastIndexOf('{')));
    assertEquals(2, shell.run("check", file.toString()), shell::out);
    assertTrue(
        shell
            .err()
            .contains("line %d: The file ends here, with 399 of the 400".formatted(lines - 1)),
        shell::err);
    assertFalse(shell.out().contains("LEGAL"), shell::out);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                        | line 1: The file is empty.
          garbage                                   | line 1: It is not JSON: Unrecognized token 'garbage'
          {"format":"holdfast-history","version":9} | line 1: It has version 9 of the format, and this kit reads version 1
          {"format":"something-else","version":1}   | line 1: The first line of a history is
          """)
  void whatIsNoHistoryIsNamed(String text, String message) throws Exception {
    assertComplaint(Files.writeString(directory.resolve("no.jsonl"), text), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"action":"ACQUIRE","kind":"MUTEX"}                                | line 2: The field 'name' is missing
          {"action":"CLOSE","kind":"MUTEX","name":"m","client":"p","pid":1,"thread":"t","handle":3,"mode":"READ"} | line 2: A MUTEX has no mode READ
          [1]                                                                | line 2: It is not a JSON object
          {"action":"CLOSE","kind":"MUTEX","name":"m","client":"p","pid":1,"thread":"t","handle":3,"mode":"WRITE","called":7,"returned":8,"outcome":"OK"} | the CLOSE that was called at 7 is about handle h3, which nobody has acquired before
          """)
  void aBadEntryIsNamed(String entry, String message) throws Exception {
    assertComplaint(Path.of(store(HEADER, entry)), message);
  }

  @Test
  void bytesThatAreNoTextAreNamed() throws Exception {
    Path file = directory.resolve("noise.jsonl");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 10, 1});
    assertComplaint(file, "line 1: It is not UTF-8");
  }

  @Test
  void whatIsNotThereIsNamed() throws Exception {
    assertComplaint(directory.resolve("missing.jsonl"), "There is no file '");
    Path empty = Files.createDirectory(directory.resolve("empty"));
    assertComplaint(empty, "There is no history in '");
  }

  @Test
  void badUsageEndsWith64() {
    assertEquals(64, shell.run("check"));
    assertEquals(64, shell.run("check", "x", "--budget", "many"));
  }

  private void assertComplaint(Path file, String message) {
    assertEquals(2, shell.run("check", file.toString()), shell::out);
    assertTrue(shell.err().contains(message) && shell.err().contains(file.toString()), shell::err);
  }

  private void assertIllegal(String file, String message) {
    assertEquals(1, shell.run("check", file), () -> shell.err() + shell.out());
    assertTrue(shell.out().contains(message), shell::out);
  }

  private String store(String header, String... entries) throws Exception {
    return storeAs("history.jsonl", header, entries);
  }

  private String storeAs(String name, String header, String... entries) throws Exception {
    String text = header + "\n" + String.join("\n", entries) + "\n";
    return Files.writeString(directory.resolve(name), text).toString();
  }

  private static String acquire(long handle, long called, long returned) {
    return operation("ACQUIRE", "MUTEX", "\"m\"", "WRITE", handle, called, returned, "OK");
  }

  private static String close(long handle, long called, long returned) {
    return operation("CLOSE", "MUTEX", "\"m\"", "WRITE", handle, called, returned, "OK");
  }

  private static String permit(long handle, long called, long returned, String outcome) {
    return operation("ACQUIRE", "SEMAPHORE", "\"s\"", "PERMIT", handle, called, returned, outcome);
  }

  private static String closePermit(long handle, long called, long returned) {
    return operation("CLOSE", "SEMAPHORE", "\"s\"", "PERMIT", handle, called, returned, "OK");
  }

  private static String operation(
      String action,
      String kind,
      String name,
      String mode,
      long handle,
      long called,
      long returned,
      String outcome) {
    return ("{\"action\":\"%s\",\"kind\":\"%s\",\"name\":%s,\"client\":\"p\",\"pid\":1,"
            + "\"thread\":\"t%d\",\"handle\":%d,\"mode\":\"%s\",\"called\":%d,\"returned\":%d,"
            + "\"outcome\":\"%s\"}")
        .formatted(action, kind, name, handle, handle, mode, called, returned, outcome);
  }

  private static String write(long token, long called, long returned, String outcome) {
    return ("{\"write\":%d,\"kind\":\"MUTEX\",\"name\":\"m\",\"client\":\"p\",\"pid\":1,"
            + "\"thread\":\"t\",\"handle\":1,\"called\":%d,\"returned\":%d,\"outcome\":\"%s\"}")
        .formatted(token, called, returned, outcome);
  }
}
