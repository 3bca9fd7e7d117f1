package dev.holdfast.lock.tck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.Certification;
import dev.holdfast.lock.tck.rules.Catalogue;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run tells what it goes by, and each failure how to run it again. */
@Timeout(60)
class ReplayLineTest {

  private static final Pattern AGAIN = Pattern.compile("Again: java -jar lock-tck.jar (.*)");

  /** A word, or several in quotation marks, as a shell takes them. */
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theLineOfAFailureRunsTheSameRuleInTheSameWay() {
    assertEquals(
        1,
        run(
            "certify",
            OpenDoorBackend.class.getName(),
            "--config",
            "user=some body",
            "--config",
            "password=hunter2",
            "--capability",
            "FIFO",
            "--bound",
            "crashRelease=12s",
            "--bound",
            "bypass=7",
            "--rule",
            "MUT-01",
            "--seed",
            "4711",
            "--profile",
            "smoke",
            "--time-scale",
            "1.5"),
        err::toString);
    String told = configuration();
    assertTrue(told.contains("config        password=***, user=some body\n"), told);
    assertTrue(told.contains("capabilities  FIFO\n"), told);
    assertTrue(told.contains("bypass=7, ") && told.contains("crashRelease=12000ms"), told);
    assertTrue(told.contains("profile       smoke\nseed          4711\n"), told);
    assertTrue(told.contains("time scale    1.5\n"), told);
    assertFalse((out + "" + err).contains("hunter2"), "a secret was told");

    Matcher again = AGAIN.matcher(out.toString());
    assertTrue(again.find(), out::toString);
    assertEquals(1, run(words(again.group(1))), err::toString);

    assertTrue(out.toString().contains("MUT-01 (mutex): FAIL"), out::toString);
    assertEquals(told, configuration());
  }

  private static String[] words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    return words.toArray(new String[0]);
  }

  /** What the last run has told before its first check. */
  private String configuration() {
    String text = err.toString().replace("\r\n", "\n");
    return text.substring(0, text.indexOf(" checks\n"));
  }

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var errors = new PrintWriter(err, true);
    var kit =
        new Kit(
            Catalogue.all(),
            (backend, options, listener, directory) ->
                Certification.run(backend, options, listener),
            new ConsoleProgress(errors, false));
    return LockTckCommand.execute(kit, new PrintWriter(out, true), errors, args);
  }
}
