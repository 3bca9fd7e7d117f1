package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Level;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Session;
import dev.holdfast.lock.tck.program.Program;
import dev.holdfast.lock.tck.program.ProgramJson;
import dev.holdfast.lock.tck.program.ReplayCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a stored program against a backend. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs a program that broke a rule, again and again, and shows how often it fails.",
      "A run of the rules leaves such programs in the directory of its report."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:the program did not fail",
      " 1:it failed",
      " 2:it could not be run, or not to its end",
      "64:the command line or the file is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  java -jar lock-tck.jar replay report/PRG-02.program.json --backend inmemory",
      "  java -jar lock-tck.jar replay report/PRG-02.program.json --runs 10000 \\",
      "      --backend com.acme.AcmeBackendFactory --backend-path acme.jar"
    })
final class ReplayCommand implements Callable<Integer> {

  private static final String ID = "REPLAY";
  private static final int MOST_RUNS = 10_000_000;

  /** A run takes a few milliseconds, unless the backend is slow or broken. */
  private static final Duration LONG_FOR_A_RUN = Duration.ofMillis(100);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "<file>", description = "The program.")
  private Path file = Path.of("");

  @Option(
      names = "--backend",
      required = true,
      paramLabel = "<backend>",
      description = "A built-in backend (filesystem, inmemory), or the class of a factory.")
  private String backend = "";

  @Mixin private BackendOptions backendOptions = new BackendOptions();

  @Option(
      names = "--runs",
      paramLabel = "<number>",
      defaultValue = "200",
      description = "How often, at most: ${DEFAULT-VALUE} by default.")
  private int runs;

  @Option(
      names = "--seed",
      paramLabel = "<integer>",
      description = "What the jitter of the program derives from; random by default.")
  private @Nullable Long seed;

  ReplayCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    SubjectResult result;
    try (var loader = backendOptions.loader()) {
      Thread.currentThread().setContextClassLoader(loader.classLoader());
      if (runs < 1 || runs > MOST_RUNS) {
        throw new IllegalArgumentException(
            "--runs is %d, but has to be from 1 to %d.".formatted(runs, MOST_RUNS));
      }
      result = replay(backendOptions.load(loader, backend), read());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        switch (result.verdict()) {
          case PASS -> "The program did not fail in %d runs.".formatted(runs);
          case FAIL, WAIVED -> "The program fails: " + result.message();
          case INCONCLUSIVE, NOT_APPLICABLE, HARNESS_ERROR ->
              "The program could not be run: " + result.message();
        });
    return switch (result.verdict()) {
      case PASS -> ExitCode.CERTIFIED;
      case FAIL, WAIVED -> ExitCode.FAILED;
      case INCONCLUSIVE, NOT_APPLICABLE, HARNESS_ERROR -> ExitCode.INCONCLUSIVE;
    };
  }

  private Program read() {
    try {
      return ProgramJson.read(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("There is no file '%s'.".formatted(file), e);
    } catch (MalformedInputException e) {
      throw new IllegalArgumentException("'%s' is no text.".formatted(file), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("'%s' cannot be read (%s).".formatted(file, e), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'%s': %s".formatted(file, e.getMessage()), e);
    }
  }

  private SubjectResult replay(BackendUnderTest underTest, Program program)
      throws InterruptedException {
    Rule rule =
        new Rule(
            ID,
            Level.MUST,
            null,
            Set.of(),
            Set.of(),
            "The program does not fail.",
            "It was stored because it did.",
            List.of(),
            new ReplayCheck(program, runs));
    RunOptions options = RunOptions.fromEnvironment().withRules(Set.of());
    RunOptions patient =
        options.withWatchdog(options.watchdog().plus(LONG_FOR_A_RUN.multipliedBy(runs)));
    try (var session =
        Session.open(underTest, seed == null ? patient : patient.withSeed(seed), List.of(rule))) {
      return session.run(session.cases().get(0));
    }
  }
}
