package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.Outcome;
import dev.holdfast.lock.tck.history.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a client does to give back what it has, or some of it. Confined to its thread. */
final class Closing {

  private final Stage stage;
  private final Performer performer;

  Closing(Stage stage, Performer performer) {
    this.stage = stage;
    this.performer = performer;
  }

  void perform(Verb verb, @Nullable Grip grip) {
    if (grip == null) {
      return;
    }
    performer.observe(grip);
    switch (verb) {
      case DOWNGRADE -> downgrade(grip);
      case CANCEL -> cancel(grip);
      default -> close(verb, grip);
    }
  }

  private void downgrade(Grip grip) {
    UpgradeableLockHandle handle = grip.upgradeable();
    if (handle == null || grip.pending != null) {
      return;
    }
    boolean isRight = grip.upgraded && !grip.closed;
    Note note = performer.note(grip, Action.DOWNGRADE, Waiting.TRY, LockMode.UPGRADEABLE);
    try {
      handle.downgrade();
      note.end(Outcome.OK, System.nanoTime());
      performer.tally().did(Verb.DOWNGRADE);
      if (!isRight) {
        stage.report("URW-07", note + " succeeded, although the handle was not upgraded.");
      }
      grip.upgraded = false;
    } catch (IllegalStateException e) {
      note.end(Outcome.FAILED, System.nanoTime());
      if (isRight && !grip.isDisturbed()) {
        stage.report("URW-06", note + " threw " + e + ", although the handle was upgraded.");
      }
    } catch (RuntimeException e) {
      note.end(Outcome.ERROR, System.nanoTime());
      stage.report("URW-06", note + " threw " + e + ".");
    }
  }

  private void cancel(Grip grip) {
    Grip.Pending pending = grip.pending;
    if (pending == null) {
      return;
    }
    if (pending.future.cancel(false)) {
      grip.pending = null;
      pending.note.end(Outcome.CANCELLED, System.nanoTime());
      performer.tally().did(Verb.CANCEL);
    } else {
      awaitOutcome(grip, pending);
    }
  }

  /** Closes the handle; of one that is pending, cancels the acquisition. */
  private void close(Verb verb, Grip grip) {
    if (!grip.isGranted()) {
      cancel(grip);
    }
    if (!grip.isGranted()) {
      return;
    }
    if (!grip.closed) {
      performer.tally().did(verb);
    }
    grip.closed = true;
    release(verb, grip);
    if (verb == Verb.CLOSE_TWICE) {
      release(verb, grip);
    }
  }

  private void release(Verb verb, Grip grip) {
    LockHandle handle = grip.handle();
    Note note = performer.note(grip, Action.CLOSE, Waiting.TRY, grip.mode);
    try {
      if (verb == Verb.CLOSE_ASYNC) {
        CompletableFuture<Void> closed = handle.closeAsync();
        if (!Waits.until(stage.patience(), closed::isDone)) {
          stage.report("HDL-08", note + " has a future that was not completed.");
          return;
        }
        closed.join();
      } else {
        handle.close();
      }
      note.end(Outcome.OK, System.nanoTime());
    } catch (RuntimeException e) {
      note.end(Outcome.ERROR, System.nanoTime());
      stage.report("HDL-02", note + " threw " + e + ".");
    }
    if (handle.isHeld()) {
      stage.report("HDL-01", note + " left isHeld() true.");
    }
  }

  /** Closes what another client has in a slot, at a time that it does not expect. */
  void closeForeign(@Nullable Performer other, int slot) {
    Grip grip = other == null ? null : other.grip(slot);
    if (grip != null && grip.isGranted()) {
      grip.disturb();
      release(Verb.CLOSE, grip);
      performer.tally().did(Verb.CLOSE_FOREIGN);
    }
  }

  /** The end: closes everything, and closes also what is granted only now. */
  void giveEverythingBack() {
    List<Grip> open = new ArrayList<>();
    for (int slot = 0; slot < Command.SLOTS; slot++) {
      Grip grip = performer.grip(slot);
      if (grip != null) {
        performer.observe(grip);
        if (grip.isGranted() && !grip.closed) {
          close(Verb.CLOSE, grip);
        }
        if (grip.pending != null) {
          open.add(grip);
        }
      }
    }
    while (!open.isEmpty()) {
      if (!Waits.until(stage.patience(), () -> open.stream().anyMatch(Closing::isDone))) {
        stage.reportWait(open.get(0).pending().note);
        return;
      }
      for (Grip grip : List.copyOf(open)) {
        if (isDone(grip)) {
          performer.observe(grip);
          if (grip.isGranted() && !grip.closed) {
            close(Verb.CLOSE, grip);
          }
          open.remove(grip);
          performer.advance();
        }
      }
    }
  }

  private static boolean isDone(Grip grip) {
    return grip.pending == null || grip.pending.isDone();
  }

  /** The future is complete, but what it has to tell may take a moment. */
  private void awaitOutcome(Grip grip, Grip.Pending pending) {
    if (Waits.until(stage.patience(), pending::isDone)) {
      performer.observe(grip);
    }
  }
}
