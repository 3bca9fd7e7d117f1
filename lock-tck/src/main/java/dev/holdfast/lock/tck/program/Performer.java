package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.Actor;
import dev.holdfast.lock.tck.history.Outcome;
import dev.holdfast.lock.tck.history.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A client of a program, on stage. Runs in one thread; what others do to it is to close its handles
 * and to interrupt it.
 */
final class Performer implements Runnable {

  /*
   * No program can make itself hang. A call without a limit is only made by a client that has nothing
   * another one could wait for; one that has something makes the same call with a limit. So whoever
   * waits without a limit waits for clients that go on, and give everything back in the end:
   * everybody comes to the end, unless the backend keeps somebody waiting.
   */

  private static final long HANDLES = 1_000;
  private static final int MOST_LIMIT_MICROS = 1_000;

  private final Stage stage;
  private final int index;
  private final Client client;
  private final Actor actor;
  private final SplittableRandom random;
  private final Closing closing;
  private final AtomicReferenceArray<@Nullable Grip> grips =
      new AtomicReferenceArray<>(Command.SLOTS);
  private final Queue<Note> notes = new ConcurrentLinkedQueue<>();
  private final Tally tally = new Tally();
  private @Nullable Performer next;
  private @Nullable Thread thread;
  private long handles;
  private final AtomicInteger progress = new AtomicInteger();
  private final AtomicInteger invitations = new AtomicInteger();
  private int interruptions;

  Performer(Stage stage, int index, SplittableRandom random) {
    this.stage = stage;
    this.index = index;
    this.client = stage.program().clients().get(index);
    this.actor =
        new Actor(
            client.sibling() ? "provider 2" : "provider 1",
            ProcessHandle.current().pid(),
            "client " + index);
    this.random = random;
    this.closing = new Closing(stage, this);
  }

  /** Before the start: who is whose neighbour, and where each runs. */
  void meet(Performer neighbour, Thread ownThread) {
    next = neighbour;
    thread = ownThread;
  }

  @Override
  public void run() {
    stage.awaitStart();
    for (Command command : client.commands()) {
      int jitter = stage.program().jitterMicros();
      if (jitter > 0) {
        Waits.pass(random.nextLong(jitter * 1_000L));
      }
      perform(command);
      advance();
    }
    closing.giveEverythingBack();
  }

  private void perform(Command command) {
    Verb verb = command.verb();
    Grip grip = grips.get(command.slot());
    if (verb.isAcquisition()) {
      acquire(command);
    } else if (verb.isUpgrade()) {
      upgrade(command, grip);
    } else {
      switch (verb) {
        case SLEEP -> Waits.sleep(command.nanos());
        case SPIN -> Waits.spin(command.nanos());
        case INTERRUPT -> interrupt(next);
        case CLOSE_FOREIGN -> closing.closeForeign(next, command.slot());
        default -> closing.perform(verb, grip);
      }
      if (verb == Verb.SLEEP || verb == Verb.SPIN) {
        tally.did(verb);
      }
    }
  }

  private void interrupt(@Nullable Performer other) {
    if (other != null && other.thread != null) {
      other.invitations.incrementAndGet();
      other.thread.interrupt();
      tally.did(Verb.INTERRUPT);
    }
  }

  private void acquire(Command command) {
    Grip before = grips.get(command.slot());
    if (before != null && before.isOpen()) {
      return;
    }
    int lock = stage.program().lockOf(command);
    LockMode mode = stage.program().modeOf(command);
    Grip grip = new Grip(stage.resource(lock), mode, index * HANDLES + ++handles);
    Verb verb = isEncumbered(null) ? limited(command.verb()) : command.verb();
    Call call = Call.acquisition(stage.lockable(lock, mode, client.sibling()));
    Note note = note(grip, Action.ACQUIRE, verb.waiting(micros(verb, command)), mode);
    ask(grip, verb, micros(verb, command), call, note, command.verb());
    grips.set(command.slot(), grip);
  }

  private void upgrade(Command command, @Nullable Grip grip) {
    UpgradeableLockHandle handle = grip == null ? null : grip.upgradeable();
    if (grip == null || handle == null) {
      return;
    }
    observe(grip);
    if (grip.pending != null && command.verb().isAsync()) {
      return;
    }
    Verb verb = isEncumbered(grip) ? limited(command.verb()) : command.verb();
    boolean isWrong = !verb.isAsync() && (grip.closed || grip.upgraded);
    Note note = note(grip, Action.UPGRADE, verb.waiting(micros(verb, command)), LockMode.WRITE);
    ask(grip, verb, micros(verb, command), Call.upgrade(handle), note, command.verb());
    if (isWrong && note.outcome() == Outcome.OK) {
      stage.report(
          "URW-07", note + " succeeded, although the handle was closed or upgraded before.");
    }
  }

  /** What blocks without a limit is given one, though not if it is to be a try. */
  private static Verb limited(Verb verb) {
    return verb.isAsync() ? verb : verb.limited();
  }

  private static int micros(Verb verb, Command command) {
    boolean isSubstitute = verb != command.verb();
    return isSubstitute ? Math.min(command.micros(), MOST_LIMIT_MICROS) : command.micros();
  }

  private void ask(Grip grip, Verb verb, int micros, Call call, Note note, Verb meant) {
    Duration timeout = Duration.ofNanos(micros * 1_000L);
    if (verb.isAsync()) {
      grip.pending = new Grip.Pending(verb, note, call.later(verb, timeout));
      observe(grip);
      return;
    }
    Answer answer = call.now(verb, timeout);
    long now = System.nanoTime();
    conclude(grip, meant, note, answer, now);
  }

  /** Takes note of a future that has completed. */
  void observe(Grip grip) {
    Grip.Pending pending = grip.pending;
    if (pending != null && pending.isDone()) {
      grip.pending = null;
      Answer answer = Answer.of(pending.verb, pending.future);
      conclude(grip, pending.verb, pending.note, answer, pending.completed());
    }
  }

  private void conclude(Grip grip, Verb verb, Note note, Answer answer, long when) {
    switch (answer.kind()) {
      case GRANTED -> {
        tally.did(verb);
        granted(grip, note, answer, when);
      }
      case REFUSED -> {
        tally.met();
        note.end(Outcome.FAILED, when);
      }
      case INTERRUPTED -> {
        note.end(Outcome.INTERRUPTED, when);
        interruptions++;
        if (interruptions > invitations.get()) {
          stage.report(
              "INT-05", note + " was interrupted, although nobody had interrupted the thread.");
        }
      }
      case ILLEGAL_STATE -> {
        note.end(Outcome.ERROR, when); // no refusal: the handle is to blame, and not the lock
        boolean isRight = grip.closed || grip.upgraded || grip.pending != null;
        if (!isRight && !grip.isDisturbed()) {
          stage.report(
              "URW-07",
              note + " was " + answer + ", although the handle was open and not upgraded.");
        }
      }
      case CANCELLED, FAULT -> {
        note.end(Outcome.ERROR, when);
        stage.report(
            note.action() == Action.UPGRADE ? "URW-04" : "ACQ-02", note + " was " + answer + ".");
      }
    }
  }

  private void granted(Grip grip, Note note, Answer answer, long when) {
    if (note.action() == Action.UPGRADE) {
      grip.upgraded = true;
    } else if (answer.handle() != null) {
      grip.granted(answer.handle());
    }
    boolean carriesToken = stage.hasTokens() && (grip.upgraded || grip.mode == LockMode.WRITE);
    note.end(Outcome.OK, when, carriesToken ? grip.handle().fencingToken() : OptionalLong.empty());
  }

  /** Whether it has anything that somebody else may wait for, beside this. */
  private boolean isEncumbered(@Nullable Grip except) {
    for (int slot = 0; slot < grips.length(); slot++) {
      Grip grip = grips.get(slot);
      if (grip != null && grip != except && grip.isOpen()) {
        return true;
      }
    }
    return false;
  }

  /** Something has happened: the client does not hang. */
  void advance() {
    progress.incrementAndGet();
  }

  int progress() {
    return progress.get();
  }

  /** What it has in a slot, if anything. */
  @Nullable Grip grip(int slot) {
    return grips.get(slot);
  }

  Tally tally() {
    return tally;
  }

  /** All calls until now. */
  List<Note> notes() {
    return List.copyOf(notes);
  }

  /** A call that is about to be made. */
  Note note(Grip grip, Action action, Waiting waiting, LockMode mode) {
    Note note = new Note(grip.resource, actor, grip.number, action, waiting, mode);
    notes.add(note);
    return note;
  }
}
