package dev.holdfast.lock.filesystem;

import static dev.holdfast.lock.filesystem.RefusalTest.refuses;
import static dev.holdfast.lock.filesystem.RefusalTest.tell;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.filesystem.Faults.Call;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** System calls that fail: what was reached is given up, and nothing is locked for ever. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class FaultsTest {

  private static final int EIO = 5;
  private static final int ENOSPC = 28;
  private static final int EROFS = 30;
  private static final int ENOLCK = 37;
  private static final int ENOSYS = 38;
  private static final int EOPNOTSUPP = 95;
  private static final int ESTALE = 116;
  private static final int EDQUOT = 122;

  /** More than any call is made while all modes and forms are tried once. */
  private static final int ALL = 400;

  @RegisterExtension final Trials trials = new Trials();
  @TempDir Path directory;
  private Faults faults;
  private UnaryOperator<String> trial;
  private UnaryOperator<String> other;

  @BeforeEach
  void startBoth() throws Exception {
    faults = Faults.prepare();
    trial = trials.start(faults.command());
    other = trials.start();
    tell(trial, "open " + directory, "opened");
    tell(other, "open " + directory, "opened");
  }

  @AfterEach
  void removeFaults() throws Exception {
    if (faults != null) {
      faults.close();
    }
  }

  /** Nothing is held, be it in that process or as others see it. */
  private void isFree(String when) {
    assertEquals("works", trial.apply("works orders"), () -> "in the same process, " + when);
    assertEquals("works", other.apply("works orders"), () -> "in another process, " + when);
  }

  private void leavesNothing() {
    isFree("at the end");
    tell(trial, "forget", "forgotten");
    tell(trial, "descriptors " + directory, "0");
    tell(trial, "users", "0");
  }

  @Test
  void aFileSystemWithoutLocksIsTold() {
    for (Map.Entry<Integer, String> refusal :
        new TreeMap<>(
                Map.of(
                    ENOLCK, "No locks available",
                    ENOSYS, "Function not implemented",
                    EOPNOTSUPP, "Operation not supported"))
            .entrySet()) {
      faults.inject(Call.LOCK, refusal.getKey(), 0, -1);
      refuses(
          trial, directory, "errno " + refusal.getKey(), refusal.getValue(), "lock", "file system");
      faults.clear();
      isFree("after errno " + refusal.getKey());
    }
    leavesNothing();
  }

  @Test
  void aTokenThatCannotBeWrittenLeavesNothingLocked() {
    for (Map.Entry<Integer, String> refusal :
        new TreeMap<>(
                Map.of(
                    ENOSPC, "No space left",
                    EDQUOT, "quota",
                    EROFS, "Read-only file system"))
            .entrySet()) {
      for (int written = 0; written < 8; written++) {
        String name = "orders" + refusal.getKey() + "-" + written;
        faults.inject(Call.WRITE, refusal.getKey(), written, -1);
        String answer = trial.apply("try 0 " + name);
        faults.clear();
        if (written < 4) { // identity, end, reservation, owner, token; each is needed once
          assertTrue(answer.contains(refusal.getValue()), answer);
        }
        assertEquals("works", other.apply("works " + name), "elsewhere, after: " + answer);
        assertEquals("works", trial.apply("works " + name), "here, after: " + answer);
      }
    }
    System.out.println("write fails at each place of a new file: nothing stays locked");
    leavesNothing();
  }

  @Test
  void aVolumeThatBecomesReadOnlyWhileLocksAreHeld() {
    tell(trial, "reserve orders", "held");
    faults.inject(Call.WRITE, EROFS, 0, -1);
    String upgrade = trial.apply("upgrade");
    assertTrue(upgrade.contains("Read-only file system"), upgrade);
    tell(trial, "close", "closed");
    faults.clear();
    tell(trial, "reserve orders", "held");
    tell(trial, "upgrade", "true");
    faults.inject(Call.WRITE, EROFS, 0, -1);
    tell(trial, "downgrade", "downgraded");
    tell(trial, "close", "closed");
    tell(other, "works orders", "works");
    faults.clear();
    leavesNothing();
  }

  @Test
  void aStaleFileIsOpenedAnewAndTriedAgain() {
    for (Call call : new Call[] {Call.LOCK, Call.READ, Call.WRITE}) {
      for (int before = 0; before < 60; before++) {
        faults.inject(call, ESTALE, before, 1);
        assertEquals("works", trial.apply("works orders"), call + " stale after " + before);
      }
    }
    faults.inject(Call.LOCK, ESTALE, 0, -1);
    String atOnce = trial.apply("try 0 orders");
    String timed = trial.apply("try 300 orders");
    faults.clear();
    System.out.println("always stale: " + atOnce + " | " + timed);
    for (String answer : new String[] {atOnce, timed}) {
      assertTrue(answer.contains("Stale file handle") && answer.contains("LockException"), answer);
    }
    assertTrue(millis(atOnce) < 5_000, atOnce);
    assertTrue(millis(timed) >= 300 && millis(timed) < 10_000, timed);
    leavesNothing();
  }

  private static long millis(String answer) {
    return Long.parseLong(answer.substring(0, answer.indexOf(' ')));
  }

  @Test
  void whatCannotBeUnlockedIsToldAndGoesWithTheFile() {
    for (String what : new String[] {"hold", "reserve", "read", "permit"}) {
      tell(trial, what + " orders", "held");
      faults.inject(Call.UNLOCK, EIO, 0, -1);
      String closed = trial.apply("close");
      assertTrue(closed.contains("Input/output error"), what + ": " + closed);
      faults.clear();
      isFree("after " + what);
    }
    // Another permit keeps the file open, and all its locks with it.
    tell(trial, "permit orders", "held");
    tell(trial, "permit orders", "held");
    faults.inject(Call.UNLOCK, EIO, 0, -1);
    String closed = trial.apply("close");
    assertTrue(closed.contains("Input/output error"), closed);
    faults.clear();
    tell(trial, "permit orders", "held");
    tell(trial, "close", "closed");
    tell(trial, "close", "closed");
    leavesNothing();
  }

  @Test
  void aReleaseThatCannotLookForOthersStillReleases() {
    for (int i = 0; i < 40; i++) {
      for (String what : new String[] {"hold", "reserve", "permit", "read"}) {
        tell(trial, what + " orders", "held");
        faults.inject(Call.LOCK, EIO, 0, -1);
        String closed = trial.apply("close");
        faults.clear();
        assertEquals("closed", closed, what);
        assertEquals("works", other.apply("works orders"), "elsewhere, after " + what);
      }
    }
    leavesNothing();
  }

  @Test
  void whicheverCallFailsOnceNothingStaysLocked() {
    int failed = 0;
    int tried = 0;
    for (Call call : Call.values()) {
      for (int before = 0; before < ALL; before += before < 40 ? 1 : 7) {
        faults.inject(call, EIO, before, 1);
        String answer = trial.apply("works orders");
        boolean used = faults.isUsedUp(call);
        faults.clear();
        String when = call + " number " + before + " has failed: " + answer;
        if (!answer.equals("works")) {
          assertTrue(answer.contains("LockException"), when);
          assertFalse(answer.contains("IllegalState"), when);
        }
        isFree(when);
        failed += answer.equals("works") ? 0 : 1;
        tried++;
        if (!used) {
          break;
        }
      }
    }
    System.out.println(tried + " calls made to fail, " + failed + " told; nothing stays locked");
    leavesNothing();
  }
}
