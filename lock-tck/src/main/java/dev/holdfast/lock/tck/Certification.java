package dev.holdfast.lock.tck;

import dev.holdfast.lock.tck.engine.JvmExit;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Session;
import dev.holdfast.lock.tck.report.RunReport;
import dev.holdfast.lock.tck.rules.Catalogue;
import java.nio.file.Path;
import java.util.List;

/** Runs the catalogue without a test framework. */
public final class Certification {

  private Certification() {}

  /**
   * Runs every rule and judges. Ends in a bounded time, whatever the backend does; not to be called
   * while another run measures time on the same machine. If the backend ends the JVM, the run ends
   * with it, and the status is 1.
   *
   * @param backend what is certified, not null
   * @param options how, not null
   * @param listener is told how the run gets on, not null
   * @return the certificate, which may say that the backend is not certified; not null
   * @throws IllegalArgumentException if a waiver is invalid or a selected rule does not exist
   * @throws InterruptedException if interrupted while the run is under way
   */
  public static Certificate run(
      BackendUnderTest backend, RunOptions options, ProgressListener listener)
      throws InterruptedException {
    return run(backend, options, listener, Catalogue.all());
  }

  /**
   * The same, and writes the report, even if the run ends early: after an exception, and when the
   * JVM is told to exit.
   *
   * @param backend what is certified, not null
   * @param options how, not null
   * @param listener is told how the run gets on, not null
   * @param directory where to write, see {@link Certificate#write}; not null
   * @return the certificate, not null
   * @throws IllegalArgumentException if a waiver is invalid or a selected rule does not exist
   * @throws java.io.UncheckedIOException if the report cannot be written
   * @throws InterruptedException if interrupted while the run is under way
   */
  public static Certificate run(
      BackendUnderTest backend, RunOptions options, ProgressListener listener, Path directory)
      throws InterruptedException {
    try (var session = Session.open(backend, options, Catalogue.all());
        var report = RunReport.into(directory, session::certificate);
        var exit = JvmExit.watch(report::writeOnce)) {
      return run(session, listener);
    }
  }

  static Certificate run(
      BackendUnderTest backend, RunOptions options, ProgressListener listener, List<Rule> rules)
      throws InterruptedException {
    try (var session = Session.open(backend, options, rules);
        var exit = JvmExit.watch(() -> {})) {
      return run(session, listener);
    }
  }

  private static Certificate run(Session session, ProgressListener listener)
      throws InterruptedException {
    var selected = session.selected();
    listener.started(selected.size(), session.options());
    for (var tried : selected) {
      String id = tried.rule().id();
      listener.checkStarted(id, tried.subjectName());
      listener.checkFinished(id, session.run(tried));
    }
    return session.certificate();
  }
}
