package dev.holdfast.lock.tck;

import dev.holdfast.lock.tck.engine.Case;
import dev.holdfast.lock.tck.engine.JvmExit;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Session;
import dev.holdfast.lock.tck.report.RunReport;
import dev.holdfast.lock.tck.rules.Catalogue;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Runs the catalogue without a test framework. */
public final class Certification {

  /** One over these are the parts of the time of the smoke profile that stress begins with. */
  private static final int[] GLANCES = {4, 1};

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

  /*
   * Rules build upon each other, so they run in the order of the catalogue. In the longer profiles
   * a plain bug would take minutes to show, behind the stress of rules that it does not break. So
   * these begin with all that tells at once and a glance at the rest; then come the checks that take
   * their time without stress, such as those that start processes, and a longer glance.
   */
  private static Certificate run(Session session, ProgressListener listener)
      throws InterruptedException {
    List<Case> selected = session.selected();
    listener.configured(session.configuration());
    listener.started(selected.size(), session.options());
    Set<Case> open = new LinkedHashSet<>(selected);
    if (session.options().profile() != Profile.SMOKE) {
      for (int part : GLANCES) {
        for (Case tried : List.copyOf(open)) {
          boolean isDue = !tried.takesLong() || part == 1;
          if (isDue && glance(session, tried, part, listener)) {
            open.remove(tried);
          }
        }
      }
    }
    for (Case tried : open) {
      runFully(session, tried, listener);
    }
    return session.certificate();
  }

  /** Answers whether the verdict is final. */
  private static boolean glance(Session session, Case tried, int part, ProgressListener listener)
      throws InterruptedException {
    if (tried.rule().weight() == 0) {
      runFully(session, tried, listener);
      return true;
    }
    Optional<SubjectResult> failure = session.glance(tried, part);
    if (failure.isPresent()) {
      listener.checkStarted(tried.rule().id(), tried.subjectName());
      listener.checkFinished(tried.rule().id(), failure.get());
    }
    return failure.isPresent();
  }

  private static void runFully(Session session, Case tried, ProgressListener listener)
      throws InterruptedException {
    String id = tried.rule().id();
    listener.checkStarted(id, tried.subjectName());
    listener.checkFinished(id, session.run(tried));
  }
}
