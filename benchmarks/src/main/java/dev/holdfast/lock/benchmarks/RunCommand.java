package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.tck.cli.BackendLoader;
import dev.holdfast.lock.tck.engine.Secrets;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures backends beside floors and peers, and writes a report. */
@Command(
    name = "benchmarks.jar",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures lock backends beside named floors and peers, in one run, and writes a report.",
      "'jmh' as the first word passes all others to JMH: 'jmh -h' lists its options."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:all was measured",
      " 1:a backend is broken: it was seen to let in somebody who should not have been",
      " 2:a backend could not be measured",
      " 3:a bound of --guard does not hold",
      "64:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  java -jar benchmarks.jar --out report",
      "  java -jar benchmarks.jar --backend com.acme.AcmeBackendFactory \\",
      "      --backend-path acme.jar --config url=jdbc:acme:test --out report",
      "  java -jar benchmarks.jar jmh LockBenchmark -t 4 \\",
      "      -p workload=CONTENDED -p backend=inmemory,FairReentrantLock"
    })
final class RunCommand implements Callable<Integer> {

  static final int MEASURED = 0;
  static final int BROKEN = 1;
  static final int FAILED = 2;
  static final int SLOWER = 3;
  static final int USAGE = 64;

  private static final List<String> DEFAULT_BACKENDS =
      List.of(Targets.IN_MEMORY, Targets.WITHOUT_TOKENS, Targets.WITH_TOKENS);
  private static final Guard NO_GUARD = new Guard(List.of());

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--profile",
      paramLabel = "<profile>",
      defaultValue = "QUICK",
      description = "quick (the default) or full: README tells how long they take.")
  private Profile profile = Profile.QUICK;

  @Option(
      names = "--backend",
      split = ",",
      paramLabel = "<backend>",
      description = {
        "A built-in backend (filesystem, inmemory), or the class of a factory. Several are"
            + " separated by commas. What is configured for one of them alone may follow: ",
        "filesystem?fencing=NONE&directory=/srv. Without it: inmemory, and filesystem without and"
            + " with tokens."
      })
  private @Nullable List<String> backends;

  @Option(
      names = "--backend-path",
      paramLabel = "<jar>",
      description = "A jar or directory with classes of backends. May be repeated.")
  private List<Path> backendPath = new ArrayList<>();

  @Option(
      names = "--config",
      paramLabel = "<key=value>",
      description = "Passed to the factories of all backends but inmemory. May be repeated.")
  private Map<String, String> config = new LinkedHashMap<>();

  @Option(
      names = "--workload",
      split = ",",
      paramLabel = "<workload>",
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  private @Nullable Set<Workload> workloads;

  @Option(
      names = "--guard",
      paramLabel = "<file>",
      description = {
        "Bounds that have to hold, a JSON array of objects with workload, threads, contender, and"
            + " leastOfFloor (turns as a multiple of the floor's) or mostBytes (allocated for a"
            + " turn). Unless told otherwise, only what they are about is measured."
      })
  private @Nullable Path guardFile;

  @Option(
      names = "--processes",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether to measure with several processes, too; so by default.")
  private boolean processes = true;

  @Option(
      names = "--out",
      paramLabel = "<directory>",
      required = true,
      description = "Where report.html, RESULTS.md, jmh.json and processes.json are written.")
  private Path out = Path.of("");

  @Override
  public Integer call() throws Exception {
    PrintWriter console = spec.commandLine().getOut();
    var progress = new Progress(console);
    var jmh = new JmhRun(profile, backendPath, config, progress);
    Results results;
    Guard guard;
    try (var directory = BenchmarkDirectory.make();
        var loader = BackendLoader.of(backendPath)) {
      Thread.currentThread().setContextClassLoader(loader.classLoader());
      guard = guardFile == null ? NO_GUARD : Guard.read(guardFile);
      Files.createDirectories(out);
      var contenders = new Contenders(loader, config, directory.path());
      List<Contender> all = names(guard).stream().map(contenders::find).toList();
      Machine machine = Machine.current(command(), directory.path());
      List<Score> scores = new ArrayList<>();
      for (JmhRun.Heat heat : JmhRun.heats(profile, workloads(guard), all, contenders)) {
        scores.addAll(jmh.run(heat));
      }
      results =
          processes
              ? new ProcessesRun(profile, contenders, progress).run(machine, scores, all)
              : new Results(machine, scores, List.of(), List.of(), List.of());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    new Output(out).write(results, jmh.raw());
    new Tables(results).all().forEach(table -> console.println(table.markdown()));
    console.printf("The report is in %s%n", out.resolve(Output.REPORT).toAbsolutePath());
    List<String> violations = guard.violations(results);
    violations.forEach(console::println);
    console.flush();
    return violations.isEmpty() ? exitCode(results, names(guard)) : SLOWER;
  }

  private List<String> names(Guard guard) {
    if (backends != null) {
      return backends;
    }
    return guardFile == null ? DEFAULT_BACKENDS : guard.contenders();
  }

  private Set<Workload> workloads(Guard guard) {
    if (workloads != null) {
      return workloads;
    }
    return guardFile == null ? profile.workloads() : guard.workloads();
  }

  private String command() {
    List<String> words = spec.commandLine().getParseResult().originalArgs();
    return "java -jar benchmarks.jar " + Secrets.hide(String.join(" ", words), config);
  }

  private static int exitCode(Results results, List<String> names) {
    if (results.broken().stream().anyMatch(names::contains)) {
      return BROKEN;
    }
    return results.failed().stream().anyMatch(names::contains) ? FAILED : MEASURED;
  }
}
