package dev.holdfast.lock.tck.rules;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a handle is worth: a hold while it is open, nothing once it is closed. */
final class HandleRules {

  private HandleRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("HDL-01")
            .onEachExclusiveLock()
            .text(
                "isHeld() is true after the acquisition and false for ever once close() was called, seen"
                    + " by any thread, whoever holds the lock by then.")
            .reason("Users ask it before they touch what the lock protects.")
            .causes(
                "isHeld() asks the lock whether it is held by anybody.",
                "close() does not mark the handle.")
            .check(HandleRules::heldStateIsTrue),
        RuleDraft.must("HDL-03")
            .onEachExclusiveLock()
            .text("Closing a handle that is closed never affects a later holder.")
            .reason(
                "Releasing somebody else's lock lets a third one in, and nobody has done anything"
                    + " wrong.")
            .causes(
                "Release goes by name, or by thread, instead of by handle.",
                "The released flag is kept in the lock rather than in the handle.")
            .check(HandleRules::staleCloseHarmsNobody),
        RuleDraft.must("HDL-02")
            .onEachExclusiveLock()
            .text(
                "close() is idempotent: a second one, of either form, throws nothing and fails with nothing.")
            .reason(
                "try-with-resources and explicit release meet in one method more often than not.")
            .causes("The second close() finds nothing to release and says so with an exception.")
            .check(HandleRules::closingTwiceIsHarmless),
        RuleDraft.must("HDL-05")
            .onEachExclusiveLock()
            .text("Any thread may close a handle, also after the thread that acquired it has died.")
            .reason("Asynchronous code begins on one thread and ends on another.")
            .causes("The lock below belongs to a thread, as ReentrantLock does.")
            .check(HandleRules::anyThreadMayClose),
        RuleDraft.must("HDL-06")
            .onEachExclusiveLock()
            .text(
                "close() in a thread that is interrupted releases, and keeps the interrupt status.")
            .reason(
                "A task that is cancelled closes its handle on the way out; a lock that then stays held"
                    + " stays held for ever.")
            .causes(
                "close() uses interruptible input or output, or waits interruptibly.",
                "close() clears the interrupt status.")
            .check(HandleRules::interruptedThreadReleases),
        RuleDraft.must("HDL-07")
            .onEachExclusiveLock()
            .text("The end of the thread that acquired a handle does not release it.")
            .reason("The handle may have been passed on; what it protects is still being used.")
            .causes(
                "The holder is a thread, and dead threads are cleaned up.",
                "The handle lives in a ThreadLocal, and is released when that is collected.")
            .check(HandleRules::deadThreadsHandleStaysHeld));
  }

  private static void heldStateIsTrue(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Contenders others = new Contenders(trial);
    for (Form form : Form.BLOCKING) {
      LockHandle handle =
          others.asks(lock, form, Patience.of(trial)).granted("although it was free");
      held(trial, others, handle, true, "it has not been closed");
      handle.close();
      held(trial, others, handle, false, "it has been closed");
      LockHandle next = others.obtains(lock, "although " + handle + " had been closed");
      held(trial, others, handle, false, "it has been closed, and " + next + " holds the lock");
      held(trial, others, next, true, "it has not been closed");
      CompletableFuture<Void> released = next.closeAsync();
      held(trial, others, next, false, "closeAsync() was called on it");
      Object unused =
          Patience.outcome(trial, released, "the future of closeAsync() on " + next + ".");
      trial.evidence(4);
    }
  }

  private static void held(
      Trial trial, Contenders others, LockHandle handle, boolean truth, String why)
      throws Exception {
    boolean here = handle.isHeld();
    boolean there = others.elsewhere(handle::isHeld);
    if (here != truth || there != truth) {
      throw trial.violated(
          "isHeld() of %s is %s in this thread and %s in another although %s.",
          handle, here, there, why);
    }
  }

  private static void closingTwiceIsHarmless(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Contenders others = new Contenders(trial);
    for (int first = 0; first < 2; first++) {
      for (int second = 0; second < 2; second++) {
        LockHandle handle = others.obtains(lock, "although it was free");
        close(trial, handle, first == 0);
        try {
          close(trial, handle, second == 0);
          close(trial, handle, second == 0);
        } catch (Exception e) {
          throw trial.violated(
              "Closing %s again, with %s after %s, threw %s.",
              handle, call(second), call(first), e);
        }
        trial.evidence(1);
      }
    }
  }

  private static String call(int form) {
    return form == 0 ? "close()" : "closeAsync()";
  }

  private static void close(Trial trial, LockHandle handle, boolean sync) throws Exception {
    if (sync) {
      handle.close();
    } else {
      Object unused =
          Patience.outcome(
              trial, handle.closeAsync(), "the future of closeAsync() on " + handle + ".");
    }
  }

  private static void staleCloseHarmsNobody(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Contenders others = new Contenders(trial);
    for (int round = 0; round < 4; round++) {
      LockHandle stale = others.obtains(lock, "although it was free");
      close(trial, stale, round < 2);
      LockHandle owner = others.obtains(lock, "although " + stale + " had been closed");
      String story = "while " + owner + " held it, after " + stale + " was closed a second time";
      boolean sync = round % 2 == 0;
      others.elsewhere(() -> closeAgain(trial, stale, sync));
      if (!owner.isHeld()) {
        throw trial.violated(
            "%s is not held any more since %s was closed a second time.", owner, stale);
      }
      others.isRefused(lock, story);
      Waiter waiter = others.waits(trial.lockable(lock.name()));
      closeAgain(trial, stale, true);
      others.isRefused(lock, story);
      waiter.stillWaits(story);
      owner.close();
      closeAgain(trial, stale, true);
      waiter.granted("although " + owner + " had been closed").close();
      trial.evidence(2);
    }
  }

  /** Whether that throws is another rule's business. */
  @CanIgnoreReturnValue
  private static boolean closeAgain(Trial trial, LockHandle stale, boolean sync) throws Exception {
    try {
      close(trial, stale, sync);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static void anyThreadMayClose(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Contenders others = new Contenders(trial);
    LockHandle handle = deadThreadsHandle(trial, lock);
    Object unused =
        others.elsewhere(
            () -> {
              handle.close();
              return handle;
            });
    others.canUse(
        lock, "although " + handle + " had been closed by a thread that had not acquired it");
    LockHandle ours = lock.acquire(Patience.of(trial));
    Waiter waiter = others.waits(lock, Form.ACQUIRE, Deadline.FOREVER);
    Object unused2 =
        others.elsewhere(
            () -> {
              ours.close();
              return ours;
            });
    waiter.granted("although " + ours + " had been closed by another thread").close();
    trial.evidence(2);
  }

  /** Acquired by a thread that is gone when this returns. */
  private static LockHandle deadThreadsHandle(Trial trial, Lockable<? extends LockHandle> lock)
      throws Exception {
    String name = "mortal";
    LockHandle handle = trial.join(trial.fork(name, () -> lock.acquire(Patience.of(trial))));
    Thread thread = trial.thread(name);
    thread.join(Patience.of(trial).toMillis());
    if (thread.isAlive()) {
      throw trial.violated("The thread that acquired %s did not die after that.", handle);
    }
    return handle;
  }

  private static void interruptedThreadReleases(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Contenders others = new Contenders(trial);
    for (int form = 0; form < 2; form++) {
      boolean sync = form == 0;
      LockHandle handle = others.obtains(lock, "although it was free");
      boolean kept =
          others.elsewhere(
              () -> {
                Thread.currentThread().interrupt();
                if (sync) {
                  handle.close();
                } else {
                  handle.closeAsync();
                }
                return Thread.interrupted();
              });
      if (!kept) {
        throw trial.violated(
            "%s on %s cleared the interrupt status of the thread.", call(form), handle);
      }
      others.canUse(
          lock, "although " + handle + " had been closed, by a thread that was interrupted");
      trial.evidence(1);
    }
  }

  private static void deadThreadsHandleStaysHeld(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    LockHandle handle = deadThreadsHandle(trial, lock);
    if (!handle.isHeld()) {
      throw trial.violated(
          "%s is not held any more since the thread that acquired it died.", handle);
    }
    Contenders others = new Contenders(trial);
    others.isRefused(lock, "while " + handle + ", whose thread had died, held it");
    handle.close();
    others.canUse(lock, "although " + handle + " had been closed");
    trial.evidence(1);
  }
}
