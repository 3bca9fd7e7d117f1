package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.tck.checker.Answer;
import dev.holdfast.lock.tck.checker.Checks;
import dev.holdfast.lock.tck.checker.Checkup;
import dev.holdfast.lock.tck.checker.Checkup.Question;
import dev.holdfast.lock.tck.engine.RuleViolation;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.HistoryFormatException;
import dev.holdfast.lock.tck.history.HistoryReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks recorded histories, without a backend. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Reads recorded histories, and tells whether a lock can have behaved so.",
      "A run of the rules leaves the operations that prove a failure in the directory of its"
          + " report; other recorders can write the same JSON Lines."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:all histories are legal",
      " 1:one is illegal: what proves it is shown",
      " 2:one could not be read or decided, or has nothing to judge; and none is illegal",
      "64:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  java -jar lock-tck.jar check report",
      "  java -jar lock-tck.jar check report/history/mut-01-mutex.jsonl other.jsonl"
    })
final class CheckCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "<path>",
      arity = "1..*",
      description =
          "A history, or a directory that has some in files *.jsonl or in its directory 'history',"
              + " such as that of a report.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--budget",
      paramLabel = "<number>",
      defaultValue = "" + Checks.BUDGET,
      description =
          "How many states of a lock are looked at, where only a search can tell:"
              + " ${DEFAULT-VALUE} by default, which takes seconds.")
  private long budget;

  CheckCommand() {}

  @Override
  public Integer call() {
    boolean anyIllegal = false;
    boolean allLegal = true;
    for (Path path : paths) {
      for (Optional<Answer.Verdict> verdict : checkAll(path)) {
        anyIllegal |= verdict.equals(Optional.of(Answer.Verdict.ILLEGAL));
        allLegal &= verdict.equals(Optional.of(Answer.Verdict.LEGAL));
      }
    }
    if (anyIllegal) {
      return ExitCode.FAILED;
    }
    return allLegal ? ExitCode.CERTIFIED : ExitCode.INCONCLUSIVE;
  }

  /** The verdicts on the histories of a path; empty ones for what cannot be read. */
  private List<Optional<Answer.Verdict>> checkAll(Path path) {
    try {
      return HistoryPaths.of(path).stream().map(this::check).toList();
    } catch (IOException e) {
      return List.of(complain("'%s' cannot be read (%s).".formatted(path, e)));
    } catch (IllegalArgumentException e) {
      return List.of(complain(String.valueOf(e.getMessage())));
    }
  }

  private Optional<Answer.Verdict> check(Path file) {
    try {
      History history = HistoryReader.read(file);
      Checkup checkup = Checkup.of(history, budget);
      show(file, history, checkup);
      return Optional.of(checkup.verdict());
    } catch (NoSuchFileException e) {
      return complain("There is no file '%s'.".formatted(file));
    } catch (IOException e) {
      return complain("'%s' cannot be read (%s).".formatted(file, e));
    } catch (HistoryFormatException e) {
      return complain(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      return complain("%s: %s".formatted(file, e.getMessage()));
    }
  }

  private Optional<Answer.Verdict> complain(String message) {
    spec.commandLine().getErr().println(message);
    return Optional.empty();
  }

  private void show(Path file, History history, Checkup checkup) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s: %s (%s, %s)%n",
        file,
        checkup.verdict(),
        count(history.size(), "entry", "entries"),
        count(history.resources().size(), "lock", "locks"));
    for (Question question : Question.values()) {
      out.printf("  %-54s %s%n", question, inWords(checkup, question));
    }
    checkup
        .proof()
        .ifPresent(
            proof ->
                out.printf(
                    "%n%s violated: %s%n", proof.rule(), new RuleViolation(proof).getMessage()));
    out.println();
    out.flush();
  }

  private static String inWords(Checkup checkup, Question question) {
    Optional<Answer> answer = checkup.answer(question);
    if (answer.isEmpty()) {
      return checkup.proof().isPresent()
          ? "not asked any more"
          : "not asked: the history does not say that tries are strict";
    }
    return switch (answer.get().verdict()) {
      case LEGAL ->
          answer.get().judged() == 0
              ? "there is nothing to judge"
              : "yes, " + count(answer.get().judged(), "case", "cases") + " judged";
      case ILLEGAL -> "NO";
      case UNDECIDED -> "not decided: " + answer.get().reason();
    };
  }

  private static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}
