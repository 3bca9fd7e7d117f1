package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.tck.engine.KitIdentity;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command without a subcommand. */
@Command(
    name = "lock-tck",
    mixinStandardHelpOptions = true,
    versionProvider = LockTckCommand.Version.class,
    description = "Holds a lock backend to the rules, and writes a certificate.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  java -jar lock-tck.jar certify inmemory --out report",
      "  java -jar lock-tck.jar certify --help",
      "  java -jar lock-tck.jar rules",
      "  java -jar lock-tck.jar rules MUT-01",
      "  java -jar lock-tck.jar check report",
      "  java -jar lock-tck.jar verify-volume /srv/shared"
    })
final class LockTckCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private LockTckCommand() {}

  static int execute(Kit kit, PrintWriter out, PrintWriter err, String... args) {
    var command = new CommandLine(new LockTckCommand());
    command.addSubcommand(new CertifyCommand(kit));
    command.addSubcommand(new RulesCommand(kit));
    command.addSubcommand(new ReplayCommand());
    command.addSubcommand(new CheckCommand());
    command.addSubcommand(new VerifyVolumeCommand());
    command.addSubcommand(new WitnessCommand());
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setOut(out);
    command.setErr(err);
    command.setParameterExceptionHandler(LockTckCommand::complain);
    command.setExecutionExceptionHandler(
        (failure, failed, parsed) -> {
          failure.printStackTrace(failed.getErr());
          return ExitCode.INCONCLUSIVE;
        });
    return command.execute(args);
  }

  /** One sentence: the usage would push it off the screen. */
  private static int complain(ParameterException problem, String[] args) {
    CommandLine command = problem.getCommandLine();
    command.getErr().println(problem.getMessage());
    command
        .getErr()
        .printf(
            "Try 'java -jar lock-tck.jar %s--help'.%n",
            command.getParent() == null ? "" : command.getCommandName() + " ");
    return ExitCode.USAGE;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Say what to do: 'certify' a backend, 'replay' a program, 'check' a history, 'verify-volume'"
            + " for locks on a directory, or list the 'rules'.");
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"lock-tck " + KitIdentity.version(), "sha256 " + KitIdentity.hash()};
    }
  }
}
