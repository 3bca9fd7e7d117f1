package dev.holdfast.lock.filesystem.storm;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What can be acquired when the storm is over, which has to be all there is.
 *
 * @param nanos how long it took
 * @param problems what could not be acquired, and what could beyond that
 */
record Aftermath(long nanos, List<String> problems) {

  static Aftermath of(Locks locks, Primitive primitive, Duration patience) throws Exception {
    List<String> problems = new ArrayList<>();
    long begin = System.nanoTime();
    List<LockMode> modes =
        switch (primitive.kind()) {
          case MUTEX -> List.of(LockMode.WRITE);
          case SEMAPHORE -> List.of(LockMode.PERMIT);
          case READER_WRITER -> List.of(LockMode.WRITE, LockMode.UPGRADEABLE, LockMode.READ);
          case COMPOSITE -> throw new IllegalArgumentException("no single lock: " + primitive);
        };
    for (LockMode mode : modes) {
      int count = mode == LockMode.PERMIT ? primitive.permits() : 1;
      acquireAll(locks.lockable(primitive, mode), count, patience, problems);
    }
    return new Aftermath(System.nanoTime() - begin, problems);
  }

  private static void acquireAll(
      Lockable<? extends LockHandle> lock, int count, Duration patience, List<String> problems)
      throws Exception {
    String what = lock.id() + ", " + lock.mode();
    List<LockHandle> held = new ArrayList<>();
    try {
      while (held.size() < count) {
        LockHandle handle = lock.tryAcquire(patience);
        if (handle == null) {
          problems.add(
              "Only " + held.size() + " of " + count + " can be acquired in the end: " + what);
          return;
        }
        held.add(handle);
      }
      LockHandle another = lock.mode() == LockMode.READ ? null : lock.tryAcquire();
      if (another != null) {
        another.close();
        problems.add("More than " + count + " can be acquired in the end: " + what);
      }
    } finally {
      held.forEach(LockHandle::close);
    }
  }
}
