package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.program.Answer.Kind;
import dev.holdfast.lock.tck.program.ChainSlot.Held;
import dev.holdfast.lock.tck.program.ChainSlot.Pending;
import dev.holdfast.lock.tck.program.ModelLock.Expectation;
import dev.holdfast.lock.tck.program.ModelLock.Hold;
import dev.holdfast.lock.tck.program.ModelLock.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One run of a program of one client against its model. Nobody else uses the locks, so that nearly
 * every answer is determined; a call that would wait for ever is given a limit. Runs in one thread;
 * others may ask for its {@link #outcomes()}.
 */
final class Chain {

  static final String NOTHING = "nothing to do";

  private final Trial trial;
  private final LockProvider provider;
  private final Program program;
  private final Tally tally;
  private final ChainState state;
  private final ChainHandles handles;
  private final List<String> names = new ArrayList<>();
  private volatile List<String> outcomes = List.of();

  /** The interrupt status that the thread has to have. */
  private boolean interrupted;

  Chain(Trial trial, LockProvider provider, Program program, Tally tally) {
    this.trial = trial;
    this.provider = provider;
    this.program = program;
    this.tally = tally;
    this.state = new ChainState(trial, program);
    this.handles = new ChainHandles(state, tally);
    program.locks().forEach(lock -> names.add(trial.freshName()));
  }

  /** What became of the commands that have ended. */
  List<String> outcomes() {
    return outcomes;
  }

  /** Takes every step, and gives everything back. Throws the first mismatch. */
  void run() {
    tally.ran();
    for (Command command : program.clients().get(0).commands()) {
      String outcome = perform(command);
      settle();
      requireInterruptStatus(command);
      note(outcome);
    }
    Thread.interrupted();
    for (ChainSlot slot : state.slots()) {
      handles.end(slot);
      settle();
    }
    for (int lock = 0; lock < names.size(); lock++) {
      handles.takeAll(program.locks().get(lock), names.get(lock), provider);
    }
  }

  private void note(String outcome) {
    List<String> longer = new ArrayList<>(outcomes);
    longer.add(outcome);
    outcomes = List.copyOf(longer);
  }

  private void settle() {
    state.settle();
    state.compare();
  }

  private void requireInterruptStatus(Command command) {
    boolean status = Thread.currentThread().isInterrupted();
    if (status != interrupted && !command.verb().isAsync()) {
      throw new Mismatch(
          status
              ? "The call left the thread interrupted, which it was not before."
              : "The call cleared the interrupt status of the thread.");
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers what came of it. */
  private String perform(Command command) {
    Verb verb = command.verb();
    ChainSlot slot = state.slot(command.slot());
    if (verb.isAcquisition()) {
      return acquire(command, slot);
    }
    if (verb.isUpgrade()) {
      return upgrade(command, slot);
    }
    return switch (verb) {
      case DOWNGRADE -> handles.downgrade(slot);
      case CANCEL -> handles.cancel(slot);
      case INTERRUPT -> {
        Thread.currentThread().interrupt();
        interrupted = true;
        yield done(verb);
      }
      case SLEEP, SPIN -> {
        Waits.spin(command.nanos());
        yield done(verb);
      }
      default -> handles.close(verb, slot);
    };
  }

  private String done(Verb verb) {
    tally.did(verb);
    return "done";
  }

  private String acquire(Command command, ChainSlot slot) {
    if (slot.isBusy()) {
      return NOTHING;
    }
    int index = program.lockOf(command);
    LockMode mode = program.modeOf(command);
    Lockable<? extends LockHandle> lockable =
        program.locks().get(index).lockable(provider, names.get(index), mode);
    slot.reserve(state.lock(index));
    return ask(command, slot, new Request(slot.name, mode, null), Call.acquisition(lockable));
  }

  private String upgrade(Command command, ChainSlot slot) {
    Held held = slot.held;
    UpgradeableLockHandle handle = held == null ? null : held.upgradeable();
    if (held == null || handle == null) {
      return NOTHING;
    }
    Hold hold = held.hold();
    Call call = Call.upgrade(handle);
    if (hold == null || hold.mode() == LockMode.WRITE || slot.pending != null) {
      return refuseUpgrade(command, call);
    }
    return ask(command, slot, new Request(slot.name, LockMode.WRITE, hold), call);
  }

  /** The handle is closed, or upgraded, or an upgrade waits. */
  private String refuseUpgrade(Command command, Call call) {
    Verb verb = command.verb();
    Duration timeout = Duration.ofNanos(command.nanos());
    Answer answer =
        verb.isAsync()
            ? state.completed(verb, call.later(verb, timeout))
            : call.now(verb.limited(), timeout);
    if (answer.is(Kind.INTERRUPTED) && interrupted) {
      interrupted = false; // whichever of the two reasons is told
    } else if (!answer.is(Kind.ILLEGAL_STATE)) {
      throw new Mismatch(
          "It was %s, although the handle cannot be upgraded in this state.".formatted(answer));
    }
    return answer.toString();
  }

  private String ask(Command command, ChainSlot slot, Request request, Call call) {
    ModelLock lock = slot.lock();
    Expectation expected = lock.expect(request);
    String before = lock.toString();
    if (expected != Expectation.GRANT) {
      tally.met();
    }
    Duration timeout = Duration.ofNanos(command.nanos());
    Verb verb = command.verb();
    Answer answer;
    if (verb.isAsync()) {
      CompletableFuture<?> future = call.later(verb, timeout);
      lock.await(request);
      if (verb.isUntimed()) {
        slot.pending = new Pending(verb, request, future);
        tally.did(verb);
        return "asked for";
      }
      answer = state.completed(verb, future);
      lock.withdraw(request);
    } else {
      verb = expected == Expectation.GRANT ? verb : verb.limited();
      answer = call.now(verb, timeout);
      if (interrupted && verb != Verb.TRY && verb != Verb.TRY_UPGRADE) {
        return requireInterruption(answer);
      }
    }
    boolean isLate = answer.is(Kind.REFUSED) && expected == Expectation.GRANT && lock.isUnsettled();
    if (isLate) {
      answer = insist(verb, call);
    }
    judge(answer, expected, before);
    if (answer.is(Kind.GRANTED)) {
      state.granted(slot, request, answer);
      if (expected == Expectation.GRANT) {
        lock.settled();
      }
      tally.did(command.verb());
    }
    return answer + (isLate ? " at the second attempt" : "");
  }

  private String requireInterruption(Answer answer) {
    if (!answer.is(Kind.INTERRUPTED)) {
      throw new Mismatch("It was %s, although the thread was interrupted.".formatted(answer));
    }
    interrupted = false;
    return answer.toString();
  }

  /** Somebody had given up just before; whatever is left of that goes away. */
  private Answer insist(Verb verb, Call call) {
    boolean status = Thread.interrupted();
    Answer answer =
        call.now(verb.isUpgrade() ? Verb.TRY_UPGRADE_TIMED : Verb.TRY_TIMED, trial.patience());
    if (status) {
      Thread.currentThread().interrupt();
    }
    return answer;
  }

  private static void judge(Answer answer, Expectation expected, String before) {
    boolean isLegal =
        switch (expected) {
          case GRANT -> answer.is(Kind.GRANTED);
          case REFUSAL -> answer.is(Kind.REFUSED);
          case EITHER -> answer.is(Kind.GRANTED) || answer.is(Kind.REFUSED);
        };
    if (!isLegal) {
      throw new Mismatch("It was %s, although the lock was %s.".formatted(answer, before));
    }
  }
}
