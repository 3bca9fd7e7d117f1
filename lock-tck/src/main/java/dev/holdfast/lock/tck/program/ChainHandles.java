package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.program.Answer.Kind;
import dev.holdfast.lock.tck.program.ChainSlot.Held;
import dev.holdfast.lock.tck.program.ChainSlot.Pending;
import dev.holdfast.lock.tck.program.ModelLock.Hold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What a chain does to give back what it has, or some of it. */
final class ChainHandles {

  private final ChainState state;
  private final Tally tally;

  ChainHandles(ChainState state, Tally tally) {
    this.state = state;
    this.tally = tally;
  }

  String downgrade(ChainSlot slot) {
    Held held = slot.held;
    UpgradeableLockHandle handle = held == null ? null : held.upgradeable();
    if (held == null || handle == null) {
      return Chain.NOTHING;
    }
    Hold hold = held.hold();
    boolean isUpgraded = hold != null && hold.mode() == LockMode.WRITE;
    try {
      handle.downgrade();
    } catch (IllegalStateException e) {
      if (isUpgraded) {
        throw new Mismatch("It threw " + e + ", although the handle was upgraded.");
      }
      return "answered with an IllegalStateException";
    }
    if (hold == null || !isUpgraded) {
      throw new Mismatch("It threw nothing, although the handle was not upgraded.");
    }
    slot.lock().downgrade(hold);
    slot.held = new Held(handle, hold, OptionalLong.empty());
    tally.did(Verb.DOWNGRADE);
    return "done";
  }

  String close(Verb verb, ChainSlot slot) {
    Held held = slot.held;
    if (held == null) {
      return Chain.NOTHING;
    }
    Hold hold = held.hold();
    slot.held = held.closed();
    if (verb == Verb.CLOSE_ASYNC) {
      state.await(held.handle().closeAsync()).join();
    } else {
      held.handle().close();
    }
    if (verb == Verb.CLOSE_TWICE) {
      held.handle().close();
    }
    if (hold != null) {
      slot.lock().release(hold);
      tally.did(verb);
      endPendingUpgrade(slot);
    }
    return hold == null ? "closed before" : "done";
  }

  private void endPendingUpgrade(ChainSlot slot) {
    Pending pending = slot.pending;
    if (pending == null) {
      return;
    }
    Answer answer = state.completed(pending.verb(), pending.future());
    if (!answer.is(Kind.ILLEGAL_STATE)) {
      throw new Mismatch("The upgrade that waited was %s by the close.".formatted(answer));
    }
    slot.pending = null;
    slot.lock().withdraw(pending.request());
  }

  String cancel(ChainSlot slot) {
    Pending pending = slot.pending;
    if (pending == null) {
      return Chain.NOTHING;
    }
    if (pending.future().cancel(false)) {
      slot.pending = null;
      slot.lock().withdraw(pending.request());
      tally.did(Verb.CANCEL);
      return "done";
    }
    state.complete(slot); // the grant came first, if there is one
    return "granted before";
  }

  void end(ChainSlot slot) {
    if (slot.pending != null) {
      String unused = cancel(slot);
    }
    String unused = close(Verb.CLOSE, slot);
  }

  /** Everything was given back: all that there is can be taken, and not once more. */
  void takeAll(LockSpec spec, String name, LockProvider provider) {
    Lockable<? extends LockHandle> all =
        spec.lockable(provider, name, spec.nearest(LockMode.WRITE));
    List<LockHandle> taken = new ArrayList<>();
    for (int i = 0; i < spec.permits(); i++) {
      LockHandle handle = Call.acquisition(all).now(Verb.TRY_TIMED, state.patience()).handle();
      if (handle == null) {
        throw new Mismatch(
            "Everything was closed and cancelled, but the %s was granted only %d times, not %d."
                .formatted(spec, i, spec.permits()));
      }
      taken.add(handle);
    }
    Lockable<? extends LockHandle> more =
        spec.lockable(provider, name, spec.nearest(LockMode.READ));
    Answer oneMore = Call.acquisition(more).now(Verb.TRY, Duration.ZERO);
    if (!oneMore.is(Kind.REFUSED)) {
      throw new Mismatch(
          "After everything was closed and cancelled, the %s was taken as a whole, and a further try was %s."
              .formatted(spec, oneMore));
    }
    taken.forEach(LockHandle::close);
  }
}
