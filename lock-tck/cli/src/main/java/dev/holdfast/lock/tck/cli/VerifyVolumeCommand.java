package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.tck.cli.volume.VolumeRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds out whether file locks work on a volume. */
@Command(
    name = "verify-volume",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Finds out whether file locks work on a directory: on this disk, or on this shared volume.",
      "Several directories are several mounts of one volume, each of which stands for a host.",
      "What is made in the directories is deleted again."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:safe: locks exclude, and what is written under them is seen by the next",
      " 1:unsafe, with a proof",
      " 2:inconclusive: only one mount of a shared volume, no answer, or too little seen",
      "64:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  java -jar lock-tck.jar verify-volume /srv/shared",
      "  java -jar lock-tck.jar verify-volume /mnt/a /mnt/b --duration 60s --out report",
      "",
      "On several hosts, with the same secret in " + VolumeRun.SECRET + ":",
      "  java -jar lock-tck.jar witness --listen 0.0.0.0:7391 --hosts 2     # on one",
      "  java -jar lock-tck.jar verify-volume /srv/shared --witness HOST:7391  # on each"
    })
final class VerifyVolumeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "<directory>",
      arity = "1..8",
      description = "A directory of the volume, or the same one through several mounts.")
  private List<Path> directories = new ArrayList<>();

  @Option(
      names = "--processes",
      paramLabel = "<number>",
      defaultValue = "4",
      description = "How many processes of this host take part: ${DEFAULT-VALUE} by default.")
  private int processes;

  @Option(
      names = "--duration",
      paramLabel = "<time>",
      defaultValue = "30s",
      converter = DurationConverter.class,
      description = "How long they compete, such as 90s or 5m: ${DEFAULT-VALUE} by default.")
  private Duration duration = Duration.ZERO;

  @Option(
      names = "--witness",
      paramLabel = "<host:port>",
      description = "Who runs the check, if several hosts take part; its --duration counts.")
  private @Nullable String witness;

  @Option(
      names = "--out",
      paramLabel = "<directory>",
      description = "Where report.html, report.txt and report.json are written.")
  private @Nullable Path out;

  VerifyVolumeCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter console = spec.commandLine().getOut();
    PrintWriter progress = spec.commandLine().getErr();
    try {
      if (processes < 2 || processes > 16) {
        throw new IllegalArgumentException(
            "--processes is %d, but has to be from 2 to 16.".formatted(processes));
      }
      VolumeRun run = new VolumeRun(System.getenv(), progress::println);
      VolumeRun.Ended ended =
          witness == null
              ? run.local(directories, processes, duration)
              : run.join(Addresses.parse("--witness", witness), directories, processes);
      progress.println();
      console.print(ended.text());
      if (out != null) {
        ended.write(out);
        console.printf("%nThe report is in %s%n", out.resolve("report.html").toAbsolutePath());
      }
      console.flush();
      return ended.exitCode();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      progress.println(e.getMessage());
      return ExitCode.INCONCLUSIVE;
    }
  }
}
