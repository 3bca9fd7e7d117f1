package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.Actor;
import dev.holdfast.lock.tck.history.Operation;
import dev.holdfast.lock.tck.history.Outcome;
import dev.holdfast.lock.tck.history.Resource;
import dev.holdfast.lock.tck.history.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Looks for what a run has left behind: everything was given back, so that all there is can be
 * taken, and not once more. The one too many is left to the history to judge, which has all of
 * them.
 */
final class Probe {

  private static final long FIRST_HANDLE = 1_000_000;

  private final Stage stage;
  private final Actor actor;
  private final List<Note> notes = new ArrayList<>();
  private long handles = FIRST_HANDLE;

  Probe(Stage stage) {
    this.stage = stage;
    this.actor = new Actor("provider 1", ProcessHandle.current().pid(), "the end");
  }

  List<Note> notes() {
    return notes;
  }

  void takeAll(List<Operation> before) {
    for (int lock = 0; lock < stage.program().locks().size(); lock++) {
      takeAll(lock, before);
    }
  }

  private void takeAll(int lock, List<Operation> before) {
    LockSpec spec = stage.program().locks().get(lock);
    List<Grip> taken = new ArrayList<>();
    boolean granted = true;
    for (int i = 0; i < spec.permits() && granted; i++) {
      granted = take(lock, spec.nearest(LockMode.WRITE), stage.patience(), taken);
      if (!granted) {
        reportLeak(stage.resource(lock), i, before);
      }
    }
    if (granted) {
      boolean unused = take(lock, spec.nearest(LockMode.READ), Duration.ZERO, taken);
    }
    taken.forEach(this::giveBack);
  }

  private boolean take(int lock, LockMode mode, Duration timeout, List<Grip> taken) {
    Grip grip = new Grip(stage.resource(lock), mode, handles++);
    Verb verb = timeout.isZero() ? Verb.TRY : Verb.TRY_TIMED;
    Waiting waiting = timeout.isZero() ? Waiting.TRY : Waiting.TIMED;
    Note note = note(grip, Action.ACQUIRE, waiting);
    Answer answer = Call.acquisition(stage.lockable(lock, mode, false)).now(verb, timeout);
    long now = System.nanoTime();
    LockHandle handle = answer.handle();
    switch (answer.kind()) {
      case GRANTED -> {}
      case REFUSED -> note.end(Outcome.FAILED, now);
      case INTERRUPTED, CANCELLED, ILLEGAL_STATE, FAULT -> {
        note.end(Outcome.ERROR, now);
        stage.report("ACQ-02", note + " was " + answer + ".");
      }
    }
    if (handle == null) {
      return false;
    }
    boolean carriesToken = mode == LockMode.WRITE && stage.hasTokens();
    note.end(Outcome.OK, now, carriesToken ? handle.fencingToken() : OptionalLong.empty());
    grip.granted(handle);
    taken.add(grip);
    return true;
  }

  private void giveBack(Grip grip) {
    Note note = note(grip, Action.CLOSE, Waiting.TRY);
    grip.handle().close();
    note.end(Outcome.OK, System.nanoTime());
  }

  private Note note(Grip grip, Action action, Waiting waiting) {
    Note note = new Note(grip.resource, actor, grip.number, action, waiting, grip.mode);
    notes.add(note);
    return note;
  }

  private void reportLeak(Resource lock, int times, List<Operation> before) {
    stage.reportLeak(
        ruleOf(lock, before),
        "A grant has leaked: everything was closed and cancelled, but within %d ms %d of %d permits of %s could be had."
            .formatted(stage.patience().toMillis(), times, lock.permits(), lock));
  }

  /** The rule about whatever ended without a grant, which is what leaks. */
  private static String ruleOf(Resource lock, List<Operation> before) {
    Set<Outcome> ended = EnumSet.noneOf(Outcome.class);
    for (Operation operation : before) {
      if (operation.resource().equals(lock) && operation.waiting() != Waiting.TRY) {
        ended.add(operation.outcome());
      }
    }
    if (ended.contains(Outcome.CANCELLED)) {
      return "ASY-03";
    }
    if (ended.contains(Outcome.INTERRUPTED)) {
      return "INT-03";
    }
    if (ended.contains(Outcome.FAILED)) {
      return "TMO-06";
    }
    return lock.kind() == LockKind.SEMAPHORE ? "SEM-03" : "ACQ-01";
  }
}
