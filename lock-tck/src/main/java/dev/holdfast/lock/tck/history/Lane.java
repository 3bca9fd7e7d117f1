package dev.holdfast.lock.tck.history;

import dev.holdfast.lock.LockMode;
import java.util.OptionalLong;

/**
 * What one thread does, as it does it: each call is announced before, and ended after. Several may
 * be under way at a time, where they are asynchronous. Confined to its thread.
 */
public final class Lane {

  /*
   * The thread writes into its own columns and reads the clock; nothing is shared, nothing is
   * volatile. Whoever collects the lanes synchronizes with the threads by joining them.
   *
   * When the lane is full, it records no new handles and no upgrades, but goes on recording the
   * downgrades and closes of the handles that it has: a hold whose end is missing would seem to last
   * for ever. An upgrade that is missing only makes the hold weaker than it was.
   */

  private static final int NOT_RECORDED = -1;

  private final int index;
  private final Actor actor;
  private final int most;
  private final Columns columns = new Columns();
  private int handles;
  private long completeUntil = History.NEVER;

  Lane(int index, Actor actor, int most) {
    this.index = index;
    this.actor = actor;
    this.most = most;
  }

  /**
   * A handle as the lanes know it. Any lane may record what is done to it.
   *
   * @param key the lane that acquired it, and its number there; 0 if it is not recorded
   * @param resource the number of the lock
   * @param mode the mode in which it was acquired, not null
   * @param weight how many permits
   */
  public record Held(long key, int resource, LockMode mode, int weight) {}

  /**
   * A new handle that is about to be asked for.
   *
   * @param resource the number of the lock, from {@link Recorder#resource}
   * @param mode the mode, not null
   * @param weight how many permits; 1 for all but semaphores
   * @return the handle-to-be, not null
   */
  public Held handle(int resource, LockMode mode, int weight) {
    if (columns.rows() >= most) {
      return new Held(0, resource, mode, weight);
    }
    return new Held((long) index << 32 | ++handles, resource, mode, weight);
  }

  /**
   * Announces an acquisition. To be called immediately before.
   *
   * @param held the handle-to-be, not null
   * @param waiting how long it may wait, not null
   * @return the call, for {@link #end}
   */
  public int acquire(Held held, Waiting waiting) {
    return announce(held, Action.ACQUIRE, waiting, held.mode());
  }

  /**
   * Announces an upgrade. To be called immediately before.
   *
   * @param held the handle, not null
   * @param waiting how long it may wait, not null
   * @return the call, for {@link #end}
   */
  public int upgrade(Held held, Waiting waiting) {
    if (columns.rows() >= most) {
      return missing();
    }
    return announce(held, Action.UPGRADE, waiting, LockMode.WRITE);
  }

  /**
   * Announces a downgrade. To be called immediately before.
   *
   * @param held the handle, not null
   * @param lower the mode that it will have, not null
   * @return the call, for {@link #end}
   */
  public int downgrade(Held held, LockMode lower) {
    return announce(held, Action.DOWNGRADE, Waiting.TRY, lower);
  }

  /**
   * Announces a close. To be called immediately before.
   *
   * @param held the handle, not null
   * @return the call, for {@link #end}
   */
  public int close(Held held) {
    return announce(held, Action.CLOSE, Waiting.TRY, held.mode());
  }

  private int announce(Held held, Action action, Waiting waiting, LockMode mode) {
    if (held.key() == 0) {
      return missing();
    }
    return columns.add(
        held.resource(), 0, held.key(), action, waiting, mode, held.weight(), System.nanoTime());
  }

  private int missing() {
    if (completeUntil == History.NEVER) {
      completeUntil = System.nanoTime();
    }
    return NOT_RECORDED;
  }

  /**
   * Tells what became of a call. To be called immediately after.
   *
   * @param call the call
   * @param outcome what became of it, not UNKNOWN; not null
   */
  public void end(int call, Outcome outcome) {
    end(call, outcome, Columns.NO_TOKEN, System.nanoTime());
  }

  /**
   * Tells that a call was granted. The token may take its time, the instant does not.
   *
   * @param call the call
   * @param returned the instant after the call, by {@link System#nanoTime()}
   * @param token the fencing token, if there is one; not null
   */
  public void granted(int call, long returned, OptionalLong token) {
    end(call, Outcome.OK, token.orElse(Columns.NO_TOKEN), returned);
  }

  private void end(int call, Outcome outcome, long token, long returned) {
    if (call != NOT_RECORDED) {
      columns.end(call, returned, outcome, token);
    }
  }

  Columns columns() {
    return columns;
  }

  Actor actor() {
    return actor;
  }

  int handles() {
    return handles;
  }

  long completeUntil() {
    return completeUntil;
  }

  static int laneOf(long key) {
    return (int) (key >>> 32);
  }

  static int indexOf(long key) {
    return (int) key;
  }
}
