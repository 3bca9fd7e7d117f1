package dev.holdfast.lock.tck.program;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.program.Answer.Kind;
import dev.holdfast.lock.tck.program.ChainSlot.Held;
import dev.holdfast.lock.tck.program.ChainSlot.Pending;
import dev.holdfast.lock.tck.program.ModelLock.Hold;
import dev.holdfast.lock.tck.program.ModelLock.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** The locks and the slots of a chain, and what has to be true of them after every command. */
final class ChainState {

  private final boolean hasTokens;
  private final Duration patience;
  private final List<ModelLock> locks = new ArrayList<>();
  private final List<ChainSlot> slots = new ArrayList<>();

  ChainState(Trial trial, Program program) {
    this.hasTokens = trial.declares(Capability.FENCING);
    this.patience = trial.patience();
    for (LockSpec spec : program.locks()) {
      locks.add(new ModelLock(spec));
    }
    for (int slot = 0; slot < Command.SLOTS; slot++) {
      slots.add(new ChainSlot(slot));
    }
  }

  ModelLock lock(int index) {
    return locks.get(index);
  }

  ChainSlot slot(int index) {
    return slots.get(index);
  }

  List<ChainSlot> slots() {
    return slots;
  }

  Duration patience() {
    return patience;
  }

  /** Waits for a future that has no reason to stay open. */
  <T> CompletableFuture<T> await(CompletableFuture<T> future) {
    if (!Waits.until(patience, future::isDone)) {
      throw new Mismatch("The future was not completed, although it has nothing to wait for.");
    }
    return future;
  }

  Answer completed(Verb verb, CompletableFuture<?> future) {
    return Answer.of(verb, await(future));
  }

  /** A grant: a new handle, or more of the one that is in the slot. */
  void granted(ChainSlot slot, Request request, Answer answer) {
    slot.pending = null;
    Held before = slot.held;
    LockHandle handle =
        before == null ? requireNonNull(answer.handle(), "handle") : before.handle();
    Hold hold = slot.lock().grant(request);
    OptionalLong token = OptionalLong.empty();
    if (hold.mode() == LockMode.WRITE && hasTokens) {
      token = handle.fencingToken();
      long last = slot.lock().lastToken();
      if (token.isEmpty() || !slot.lock().accepts(token.getAsLong())) {
        throw new Mismatch(
            "The exclusive grant of %s carries %s after the token %d."
                .formatted(slot.name, say(token), last));
      }
    }
    slot.held = new Held(handle, hold, token);
  }

  /** Whatever is pending and complete has its effect, and whoever has to be served is served. */
  void settle() {
    for (ModelLock lock : locks) {
      observe(lock);
      while (lock.owesGrant()) {
        if (!Waits.until(patience, () -> pendingOn(lock).stream().anyMatch(this::isComplete))) {
          throw new Mismatch(
              "Nobody who waits for '%s' was served within %d ms: the lock is %s."
                  .formatted(Program.nameOf(locks.indexOf(lock)), patience.toMillis(), lock));
        }
        observe(lock);
      }
    }
  }

  private void observe(ModelLock lock) {
    pendingOn(lock).stream().filter(this::isComplete).forEach(this::complete);
  }

  private List<ChainSlot> pendingOn(ModelLock lock) {
    return slots.stream().filter(slot -> slot.pending != null && slot.isAbout(lock)).toList();
  }

  private boolean isComplete(ChainSlot slot) {
    return slot.pending().future().isDone();
  }

  /** A future is complete that nobody has cancelled: it has to be a grant, and a legal one. */
  void complete(ChainSlot slot) {
    Pending pending = slot.pending();
    Answer answer = Answer.of(pending.verb(), pending.future());
    if (!answer.is(Kind.GRANTED)) {
      throw new Mismatch("The future of %s, which waits, was %s.".formatted(slot.name, answer));
    }
    if (!slot.lock().fits(pending.request())) {
      throw new Mismatch(
          "The future of %s, which waits, was granted, although the lock was %s."
              .formatted(slot.name, slot.lock()));
    }
    granted(slot, pending.request(), answer);
  }

  /** Compares all handles with the model. */
  void compare() {
    for (ChainSlot slot : slots) {
      Held held = slot.held;
      if (held == null) {
        continue;
      }
      boolean isHeld = held.handle().isHeld();
      if (isHeld != (held.hold() != null)) {
        throw new Mismatch(
            "The handle in %s says that it is %s."
                .formatted(slot.name, isHeld ? "held, but was closed" : "not held, but is open"));
      }
      OptionalLong token = held.handle().fencingToken();
      if (hasTokens && !held.token().equals(token)) {
        throw new Mismatch(
            "The handle in %s carries %s, but should carry %s."
                .formatted(slot.name, say(token), say(held.token())));
      }
    }
  }

  private static String say(OptionalLong token) {
    return token.isEmpty() ? "no token" : "the token " + token.getAsLong();
  }
}
