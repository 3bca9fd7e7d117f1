package dev.holdfast.lock.tck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

  @Test
  void aTerminalSeesOneLineAndTheFailures() {
    String shown = show(true);
    assertTrue(shown.contains("\r[2/2] MUT-02 write lock"), shown);
    assertTrue(shown.contains("\r[2/2] MUT-02 (write lock): FAIL: It broke.\n"), shown);
    assertFalse(shown.contains("PASS\n"), shown);
  }

  @Test
  void aLogSeesALineForEachCheck() {
    assertEquals(
        """
        seed          7
        2 checks
        [1/2] MUT-01 (mutex): PASS
        [2/2] MUT-02 (write lock): FAIL: It broke.
        """,
        show(false));
  }

  private static String show(boolean isTerminal) {
    var text = new StringWriter();
    var progress = new ConsoleProgress(new PrintWriter(text), isTerminal);
    progress.configured(Map.of("seed", "7"));
    progress.started(2, RunOptions.defaults().withSeed(7));
    progress.checkStarted("MUT-01", "mutex");
    progress.checkFinished("MUT-01", SubjectResult.untried("mutex", Verdict.PASS, ""));
    progress.checkStarted("MUT-02", "write lock");
    progress.checkFinished(
        "MUT-02", SubjectResult.untried("write lock", Verdict.FAIL, "It broke.\nTwice."));
    return text.toString().replace("\r\n", "\n");
  }
}
