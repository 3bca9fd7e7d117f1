package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;

/** How long a call takes that waits for nobody: the yardstick for calls that must not wait. */
final class QuickCalls {

  static final Duration MANY_YEARS = Duration.ofDays(365_000);

  private QuickCalls() {}

  /** The fastest of some acquisitions of a lock that nobody else uses. */
  static Duration freeCycle(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Duration fastest = MANY_YEARS;
    for (int i = 0; i < 10; i++) {
      long start = System.nanoTime();
      LockHandle handle = lock.tryAcquire(Patience.of(trial));
      if (handle == null) {
        throw trial.violated("%s was refused although nobody else used it.", Say.lock(lock));
      }
      handle.close();
      fastest = least(fastest, Duration.ofNanos(System.nanoTime() - start));
    }
    return fastest;
  }

  static Duration least(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
