package dev.holdfast.lock.benchmarks;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Arrays;
import picocli.CommandLine;

/** The entry of the executable jar. */
public final class Main {

  private static final String JMH = "jmh";

  private Main() {}

  /**
   * Runs the command and exits with its code.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals(JMH)) {
      org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
      return;
    }
    var out = new PrintWriter(System.out, /* autoFlush= */ true, Charset.defaultCharset());
    var err = new PrintWriter(System.err, /* autoFlush= */ true, Charset.defaultCharset());
    // A backend may have left threads behind.
    System.exit(execute(out, err, args));
  }

  static int execute(PrintWriter out, PrintWriter err, String... args) {
    return new CommandLine(new RunCommand())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExitCodeExceptionMapper(
            failure ->
                failure instanceof CommandLine.ParameterException
                    ? RunCommand.USAGE
                    : RunCommand.FAILED)
        .setParameterExceptionHandler(
            (failure, unused) -> {
              err.println(failure.getMessage());
              failure.getCommandLine().usage(err);
              return RunCommand.USAGE;
            })
        .execute(args);
  }
}
