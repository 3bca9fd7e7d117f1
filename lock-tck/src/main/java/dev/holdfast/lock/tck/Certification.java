package dev.holdfast.lock.tck;

import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Session;
import dev.holdfast.lock.tck.rules.Catalogue;
import java.util.List;

/** Runs the catalogue without a test framework. */
public final class Certification {

  private Certification() {}

  /**
   * Runs every rule and judges. Never hangs, whatever the backend does; not to be called while
   * another run measures time on the same machine.
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

  static Certificate run(
      BackendUnderTest backend, RunOptions options, ProgressListener listener, List<Rule> rules)
      throws InterruptedException {
    try (var session = Session.open(backend, options, rules)) {
      var selected = session.selected();
      listener.started(selected.size(), options);
      for (var tried : selected) {
        String id = tried.rule().id();
        listener.checkStarted(id, tried.subjectName());
        listener.checkFinished(id, session.run(tried));
      }
      return session.certificate();
    }
  }
}
