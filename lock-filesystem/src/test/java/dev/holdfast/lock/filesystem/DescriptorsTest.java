package dev.holdfast.lock.filesystem;

import static dev.holdfast.lock.filesystem.RefusalTest.tell;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A process that may not open any more files. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class DescriptorsTest {

  @RegisterExtension final Trials trials = new Trials();
  @TempDir Path directory;

  private UnaryOperator<String> limited() throws Exception {
    // Without the option, the JVM raises the limit as far as it may.
    UnaryOperator<String> trial =
        trials.start(List.of("-XX:-MaxFDLimit"), "sh", "-c", "ulimit -n 64 && exec \"$@\"", "sh");
    tell(trial, "open " + directory, "opened");
    return trial;
  }

  @Test
  void whoHasNoneLeftIsToldAndGoesOnWhenTheyAreBack() throws Exception {
    UnaryOperator<String> trial = limited();
    tell(trial, "hold invoices", "held");
    String said = trial.apply("exhaust 0");
    assertTrue(said.contains("Too many open files"), said);
    String refused = trial.apply("refused orders");
    System.out.println("no descriptors: " + refused.split(" \\| ", 2)[0]);
    assertTrue(
        refused.startsWith("refused")
            && refused.contains("Too many open files")
            && refused.contains("ulimit -n"),
        refused);
    // What is open can still be used, and what is held be released.
    tell(trial, "close", "closed");
    tell(trial, "hold invoices", "held");
    UnaryOperator<String> other = trials.start();
    tell(other, "open " + directory, "opened");
    assertTrue(other.apply("try 0 invoices").endsWith("null"), "a lock is lost");
    tell(trial, "recover", "recovered");
    tell(trial, "close", "closed");
    tell(trial, "works orders", "works");
    tell(other, "works orders", "works");
    tell(other, "works invoices", "works");
    tell(trial, "forget", "forgotten");
    tell(trial, "descriptors " + directory, "0");
    tell(trial, "users", "0");
  }

  @Test
  void locksThatAreHeldExhaustThem() throws Exception {
    UnaryOperator<String> trial = limited();
    List<String> held = new ArrayList<>();
    String answer = trial.apply("hold name0");
    while (answer.equals("held")) {
      held.add(answer);
      answer = trial.apply("hold name" + held.size());
    }
    System.out.println("with 64 descriptors " + held.size() + " locks can be held: " + answer);
    assertTrue(answer.contains("Too many open files") && answer.contains("hold fewer"), answer);
    assertTrue(held.size() > 30, answer);
    tell(trial, "close", "closed");
    for (int i = 1; i < held.size(); i++) {
      tell(trial, "close", "closed");
    }
    // Those that are idle make room for others.
    for (int i = 0; i < 100; i++) {
      String last = "works name" + i;
      assertEquals("works", trial.apply(last), last);
    }
  }
}
