package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.Certificate;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Writes the report of a run once, however the run ends: when all is done, when an exception ends
 * it, or when the JVM is told to exit, by Ctrl-C for instance.
 */
public final class RunReport implements AutoCloseable {

  private final Path directory;
  private final Supplier<Certificate> soFar;
  private final Thread hook = new Thread(this::writeOnce, "lock-tck-report");

  /** Held while the report is written, so that the JVM does not end in the middle of it. */
  private final ReentrantLock writing = new ReentrantLock();

  private boolean written;

  private RunReport(Path directory, Supplier<Certificate> soFar) {
    this.directory = directory;
    this.soFar = soFar;
  }

  /**
   * A report that will be written.
   *
   * @param directory where to; made if it does not exist; not null
   * @param soFar what is known when it is asked, by any thread; not null
   * @return the report, to be closed when the run has ended; not null
   */
  public static RunReport into(Path directory, Supplier<Certificate> soFar) {
    var report = new RunReport(directory, soFar);
    Runtime.getRuntime().addShutdownHook(report.hook);
    return report;
  }

  /** Writes what is known, unless that was done before. */
  public void writeOnce() {
    writing.lock();
    try {
      if (!written) {
        written = true;
        soFar.get().write(directory);
      }
    } finally {
      writing.unlock();
    }
  }

  /** The same, and lets go of the JVM's exit. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM exits already, and the hook has run or is running.
    }
    writeOnce();
  }
}
