package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.checker.Proof;
import dev.holdfast.lock.tck.worker.FaultUnavailable;
import dev.holdfast.lock.tck.worker.RemoteException;
import dev.holdfast.lock.tck.worker.WorkerFailure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;

/**
 * A verdict and the reason for it.
 *
 * @param message complete sentences; empty for a pass
 * @param proof the proof of a failure, where a history was recorded
 * @param program the generated program that failed, if it was one, in its stored form
 */
record Judgement(Verdict verdict, String message, Optional<Proof> proof, Optional<String> program) {

  static final Judgement PASS = new Judgement(Verdict.PASS, "");

  Judgement(Verdict verdict, String message) {
    this(verdict, message, Optional.empty(), Optional.empty());
  }

  /**
   * Judges what came out of a check, on a thread that may hang: exceptions of the backend run its
   * code when they are asked.
   */
  static Judgement of(Throwable thrown) {
    try {
      return ofHonest(thrown);
    } catch (Throwable again) {
      return indescribable(thrown);
    }
  }

  /** Judges what cannot even be asked what it is. */
  static Judgement indescribable(Throwable thrown) {
    return new Judgement(
        Verdict.FAIL,
        "The backend threw a %s that cannot say what it is about."
            .formatted(thrown.getClass().getName()));
  }

  private static Judgement ofHonest(Throwable thrown) {
    var violation = Blame.find(thrown, RuleViolation.class);
    if (violation.isPresent()) {
      return new Judgement(
          Verdict.FAIL,
          messageOf(violation.get()),
          violation.get().proof(),
          violation.get().program());
    }
    var inconclusive = Blame.find(thrown, Inconclusive.class);
    if (inconclusive.isPresent()) {
      return new Judgement(Verdict.INCONCLUSIVE, messageOf(inconclusive.get()));
    }
    var notApplicable = Blame.find(thrown, NotApplicable.class);
    if (notApplicable.isPresent()) {
      return new Judgement(Verdict.NOT_APPLICABLE, messageOf(notApplicable.get()));
    }
    var unavailable = Blame.find(thrown, BackendUnavailable.class);
    if (unavailable.isPresent()) {
      return new Judgement(
          Verdict.HARNESS_ERROR, messageOf(unavailable.get()) + trace(unavailable.get()));
    }
    var fault = Blame.find(thrown, FaultUnavailable.class);
    if (fault.isPresent()) {
      return new Judgement(Verdict.INCONCLUSIVE, messageOf(fault.get()));
    }
    var worker = Blame.find(thrown, WorkerFailure.class);
    if (worker.isPresent()) {
      return new Judgement(Verdict.FAIL, messageOf(worker.get()));
    }
    var remote = Blame.find(thrown, RemoteException.class);
    if (remote.isPresent()) {
      return new Judgement(
          Verdict.FAIL, "The backend threw unexpectedly: " + messageOf(remote.get()));
    }
    if (Blame.isFromBackend(thrown)) {
      return new Judgement(
          Verdict.FAIL, "The backend threw an unexpected " + thrown + "." + trace(thrown));
    }
    if (thrown instanceof NullPointerException) {
      // The kit is compiled with a checker for nulls, which relies on what the API says.
      return new Judgement(
          Verdict.FAIL,
          "The check came across a null that the API does not allow: " + thrown + trace(thrown));
    }
    if (Blame.find(thrown, InterruptedException.class).isPresent()) {
      return new Judgement(
          Verdict.FAIL,
          "A thread was interrupted in the middle of the check, and not by the kit."
              + trace(thrown));
    }
    return new Judgement(
        Verdict.HARNESS_ERROR,
        "The kit's own code threw an unexpected " + thrown + "." + trace(thrown));
  }

  private static String messageOf(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? thrown.getClass().getSimpleName() : message;
  }

  private static String trace(Throwable thrown) {
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return "\n" + text.toString().stripTrailing().indent(2).stripTrailing();
  }
}
