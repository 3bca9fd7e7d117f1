package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a lock stands at one moment.
 *
 * @param holders in the order in which they came
 * @param waiters the upgrade, if one waits, and then the queue
 */
record Standing(LockId id, List<Held> holders, List<Waiter> waiters) {

  /**
   * A hold at that moment.
   *
   * @param mode what it excludes by now: WRITE if it is upgraded
   */
  record Held(Hold hold, LockMode mode, long token) {}

  /** Who holds the lock, as a phrase; null if nobody does. */
  @Nullable String describeHolders() {
    if (holders.isEmpty()) {
      return null;
    }
    Held first = holders.get(0);
    int readers = (int) holders.stream().filter(held -> held.mode() == LockMode.READ).count();
    String who =
        switch (first.mode()) {
          case WRITE -> "a writer with token " + first.token();
          case PERMIT ->
              holders.size() + " of " + first.hold().lockable.permitsWanted() + " permits";
          case READ, UPGRADEABLE ->
              readers == holders.size()
                  ? readers + " readers"
                  : "an upgradeable reader and " + readers + " readers";
        };
    return who + "; " + waiters.size() + " waiting";
  }
}
