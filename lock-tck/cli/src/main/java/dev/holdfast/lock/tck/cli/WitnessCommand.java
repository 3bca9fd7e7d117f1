package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.tck.cli.volume.VolumeRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the check of a volume by several hosts. */
@Command(
    name = "witness",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs 'verify-volume' on several hosts at once, and puts into one order who holds what when.",
      "Needs no access to the volume. No clocks of different hosts are compared.",
      "All have the same secret, of 16 characters or more, in the environment variable",
      VolumeRun.SECRET + ". What is said is not encrypted: use a network that you trust."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:safe",
      " 1:unsafe, with a proof",
      " 2:inconclusive, or the hosts have not come",
      "64:the command line is wrong, the secret is missing, or a directory cannot be used"
    })
final class WitnessCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--listen",
      required = true,
      paramLabel = "<address:port>",
      description = "Where the hosts connect to, such as 0.0.0.0:7391.")
  private String listen = "";

  @Option(
      names = "--hosts",
      paramLabel = "<number>",
      defaultValue = "2",
      description = "How many hosts are waited for: ${DEFAULT-VALUE} by default.")
  private int hosts;

  @Option(
      names = "--patience",
      paramLabel = "<time>",
      defaultValue = "10m",
      converter = DurationConverter.class,
      description = "How long they are waited for: ${DEFAULT-VALUE} by default.")
  private Duration patience = Duration.ZERO;

  @Option(
      names = "--duration",
      paramLabel = "<time>",
      defaultValue = "30s",
      converter = DurationConverter.class,
      description = "How long their processes compete: ${DEFAULT-VALUE} by default.")
  private Duration duration = Duration.ZERO;

  @Option(
      names = "--out",
      paramLabel = "<directory>",
      description = "Where report.html, report.txt and report.json are written.")
  private @Nullable Path out;

  WitnessCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter console = spec.commandLine().getOut();
    PrintWriter progress = spec.commandLine().getErr();
    try {
      if (hosts < 1 || hosts > 16) {
        throw new IllegalArgumentException(
            "--hosts is %d, but has to be from 1 to 16.".formatted(hosts));
      }
      VolumeRun.Ended ended =
          new VolumeRun(System.getenv(), progress::println)
              .witness(Addresses.parse("--listen", listen), hosts, patience, duration);
      console.print(ended.text());
      if (out != null) {
        ended.write(out);
      }
      console.flush();
      return ended.exitCode();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      progress.printf("At %s: %s%n", listen, e.getMessage());
      return ExitCode.INCONCLUSIVE;
    }
  }
}
