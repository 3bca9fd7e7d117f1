package dev.holdfast.lock.tck.rules;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The other users of a lock, each in a thread of their own, so that a lock that wrongly belongs to
 * threads is found by the rule that says so and by no other.
 */
final class Contenders {

  private final Trial trial;
  private int threads;

  Contenders(Trial trial) {
    this.trial = trial;
  }

  @CanIgnoreReturnValue
  <T> T elsewhere(Callable<T> action) throws Exception {
    return trial.join(trial.fork(nextName(), action));
  }

  private String nextName() {
    return "contender-" + ++threads;
  }

  /** Somebody else acquires, sooner or later; the situation reads on from "was not granted". */
  LockHandle obtains(Lockable<? extends LockHandle> lock, String situation) throws Exception {
    Duration patience = Patience.of(trial);
    Outcome outcome = elsewhere(() -> Outcome.ofCall(Form.TRY_TIMED, lock, patience));
    LockHandle handle = outcome.handle();
    if (handle == null) {
      throw trial.violated("%s was not granted %s: %s.", Say.lock(lock), situation, outcome);
    }
    return handle;
  }

  /** The calling thread acquires, sooner or later: for rounds that have to be quick. */
  LockHandle here(Lockable<? extends LockHandle> lock, String situation) throws Exception {
    LockHandle handle = lock.tryAcquire(Patience.of(trial));
    if (handle == null) {
      throw trial.violated("%s was not granted %s.", Say.lock(lock), situation);
    }
    return handle;
  }

  /** Somebody else acquires and releases. */
  void canUse(Lockable<? extends LockHandle> lock, String situation) throws Exception {
    obtains(lock, situation).close();
  }

  /** Somebody else tries in vain; the situation reads on from "was granted". */
  void isRefused(Lockable<? extends LockHandle> lock, String situation) throws Exception {
    Outcome outcome = elsewhere(() -> Outcome.ofCall(Form.TRY, lock, Duration.ZERO));
    if (outcome.handle() != null) {
      throw trial.violated(
          "%s was granted %s: another thread's %s.", Say.lock(lock), situation, outcome);
    }
    if (outcome.failure() != null) {
      throw trial.violated(
          "%s could not be tried %s: another thread's %s.", Say.lock(lock), situation, outcome);
    }
  }

  /** Somebody else waits, for as long as it takes; confirmed. */
  Waiter waits(Lockable<? extends LockHandle> lock) {
    return waits(lock, Form.ACQUIRE, Deadline.FOREVER);
  }

  /** Somebody else waits; confirmed, or ended already. */
  Waiter waits(Lockable<? extends LockHandle> lock, Form form, Duration timeout) {
    return Waiter.start(trial, nextName(), lock, form, timeout);
  }

  /** Somebody else asks. */
  Waiter asks(Lockable<? extends LockHandle> lock, Form form, Duration timeout) {
    return Waiter.begin(trial, nextName(), lock, form, timeout);
  }

  /** All of them are served, one after the other, in whatever order; each releases. */
  void serveAll(Lockable<? extends LockHandle> lock, List<Waiter> waiting, String situation)
      throws Exception {
    List<Waiter> left = new ArrayList<>(waiting);
    while (!left.isEmpty()) {
      if (!Patience.until(trial, () -> left.stream().anyMatch(Waiter::hasEnded))) {
        throw trial.violated(
            "%s was not granted to any of %d who still wait %s.",
            Say.lock(lock), left.size(), situation);
      }
      Waiter served = left.stream().filter(Waiter::hasEnded).findFirst().orElseThrow();
      left.remove(served);
      served.granted(situation).close();
    }
  }
}
