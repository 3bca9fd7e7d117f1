package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.Certification;
import dev.holdfast.lock.tck.ProgressListener;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.rules.Catalogue;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The entry of the executable jar. */
public final class Main {

  private Main() {}

  /**
   * Runs the command and exits with its code.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    var out = new PrintWriter(System.out, /* autoFlush= */ true, Charset.defaultCharset());
    var err = new PrintWriter(System.err, /* autoFlush= */ true, Charset.defaultCharset());
    var kit = new Kit(Catalogue.all(), Main::certify, ConsoleProgress.on(err));
    int code = LockTckCommand.execute(kit, out, err, args);
    // A backend may have left threads behind.
    System.exit(code);
  }

  private static Certificate certify(
      BackendUnderTest backend,
      RunOptions options,
      ProgressListener listener,
      @Nullable Path reportDirectory)
      throws InterruptedException {
    return reportDirectory == null
        ? Certification.run(backend, options, listener)
        : Certification.run(backend, options, listener, reportDirectory);
  }
}
