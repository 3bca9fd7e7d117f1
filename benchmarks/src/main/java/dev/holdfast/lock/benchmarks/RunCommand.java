package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.benchmarks.Contender.Reach;
import dev.holdfast.lock.benchmarks.CrowdRun.CrowdScore;
import dev.holdfast.lock.benchmarks.HandOffRun.HandOffScore;
import dev.holdfast.lock.benchmarks.WaitersRun.WaitersScore;
import dev.holdfast.lock.tck.cli.BackendLoader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
  static final int USAGE = 64;

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
        "filesystem?tokens=NONE&directory=/srv. Without it: inmemory, and filesystem without and"
            + " with tokens."
      })
  private List<String> backends =
      List.of(Targets.IN_MEMORY, Targets.WITHOUT_TOKENS, Targets.WITH_TOKENS);

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
    Results results;
    JmhRun jmh = new JmhRun(profile, backendPath, config, new Progress(console));
    try (var directory = BenchmarkDirectory.make();
        var loader = BackendLoader.of(backendPath)) {
      Thread.currentThread().setContextClassLoader(loader.classLoader());
      Files.createDirectories(out);
      var contenders = new Contenders(loader, config, directory.path());
      List<Contender> all = backends.stream().map(contenders::find).toList();
      Machine machine = Machine.current(command(), directory.path());
      results = measure(machine, all, contenders, jmh, new Progress(console));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    new Output(out).write(results, jmh.raw());
    new Tables(results).all().forEach(table -> console.println(table.markdown()));
    console.printf("The report is in %s%n", out.resolve(Output.REPORT).toAbsolutePath());
    console.flush();
    return exitCode(results);
  }

  private String command() {
    return "java -jar benchmarks.jar "
        + String.join(" ", spec.commandLine().getParseResult().originalArgs());
  }

  private Results measure(
      Machine machine,
      List<Contender> backends,
      Contenders contenders,
      JmhRun jmh,
      Progress progress)
      throws Exception {
    Set<Workload> chosen = workloads == null ? profile.workloads() : workloads;
    List<Score> scores = new ArrayList<>();
    for (JmhRun.Heat heat : JmhRun.heats(profile, chosen, backends, contenders)) {
      scores.addAll(jmh.run(heat));
    }
    List<CrowdScore> crowds = new ArrayList<>();
    List<HandOffScore> handOffs = new ArrayList<>();
    List<WaitersScore> waiters = new ArrayList<>();
    if (processes) {
      List<Contender> between = new ArrayList<>();
      for (Contender backend : backends) {
        if (backend.uses().contains(Use.ASYNC)) {
          waiters.add(WaitersRun.run(backend, profile, progress));
        }
        if (backend.reach() == Reach.PROCESSES && backend.uses().contains(Use.ACQUIRE)) {
          between.add(backend);
        }
      }
      if (!between.isEmpty()) {
        List<Contender> crowd =
            with(
                between,
                contenders,
                Rival.FAIR_FILE_LOCK,
                Rival.MAVEN_FILE,
                Rival.MAVEN_FILE_OPEN,
                Rival.MAVEN_FILE_DEFAULT);
        for (Profile.Crowd size : profile.crowds()) {
          crowds.addAll(
              new CrowdRun(size.processes(), size.threads(), profile, progress).run(crowd));
        }
        for (Duration hold : profile.holds()) {
          handOffs.addAll(
              new HandOffRun(hold, profile.blocks(), progress)
                  .run(with(between, contenders, Rival.FAIR_FILE_LOCK)));
        }
      }
    }
    return new Results(machine, scores, crowds, handOffs, waiters);
  }

  private static List<Contender> with(
      List<Contender> backends, Contenders contenders, Rival... rivals) {
    return Stream.concat(backends.stream(), Stream.of(rivals).map(contenders::of)).toList();
  }

  private int exitCode(Results results) {
    List<String> names = backends;
    boolean broken =
        results.scores().stream()
                .anyMatch(score -> score.isBroken() && names.contains(score.contender()))
            || results.crowds().stream()
                .anyMatch(score -> score.overlaps() > 0 && names.contains(score.contender()));
    if (broken) {
      return BROKEN;
    }
    boolean failed =
        Stream.of(
                results.scores().stream()
                    .filter(score -> score.failure() != null)
                    .map(Score::contender),
                results.crowds().stream()
                    .filter(score -> score.failure() != null)
                    .map(CrowdScore::contender),
                results.handOffs().stream()
                    .filter(score -> score.failure() != null)
                    .map(HandOffScore::contender),
                results.waiters().stream()
                    .filter(score -> score.failure() != null)
                    .map(WaitersScore::contender))
            .flatMap(each -> each)
            .anyMatch(names::contains);
    return failed ? FAILED : MEASURED;
  }
}
