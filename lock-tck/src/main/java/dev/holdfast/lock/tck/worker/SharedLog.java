package dev.holdfast.lock.tck.worker;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.Outcome;
import dev.holdfast.lock.tck.history.Waiting;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What the threads of one worker do, written to memory that outlives it: of a process that is
 * killed, the last call is there as well, as one that has not returned.
 */
@SuppressWarnings("EnumOrdinal") // one version writes and reads
final class SharedLog {

  /*
   * Each thread has a lane of records of its own. A record is written before the call, with its
   * state last, and ended after the return, with its state last. So whatever is there is whole.
   */

  private static final int RECORD_SIZE = 8;
  private static final long NO_TOKEN = Long.MIN_VALUE;
  private static final long ANNOUNCED = 1;
  private static final long ENDED = 2;

  private static final Action[] ACTIONS = Action.values();
  private static final Waiting[] WAITINGS = Waiting.values();
  private static final LockMode[] MODES = LockMode.values();
  private static final Outcome[] OUTCOMES = Outcome.values();

  private final SharedWords words;
  private final int capacity;

  private SharedLog(SharedWords words, int capacity) {
    this.words = words;
    this.capacity = capacity;
  }

  /** Maps the file, which is made if there is none. */
  static SharedLog in(Path file, int lanes, int capacity) {
    return new SharedLog(SharedWords.map(file, lanes * capacity * RECORD_SIZE), capacity);
  }

  /**
   * One call.
   *
   * @param handle the number of the handle in its lane
   * @param returned when it returned; meaningless if the outcome is UNKNOWN
   */
  record Call(
      int lock,
      long handle,
      Action action,
      Waiting waiting,
      LockMode mode,
      long called,
      long returned,
      Outcome outcome,
      OptionalLong token) {}

  /** The calls of one thread; to be written by that thread only. */
  Lane lane(int number) {
    return new Lane(number * capacity * RECORD_SIZE);
  }

  final class Lane {

    private final int first;
    private int next;
    private long handles;

    private Lane(int first) {
      this.first = first;
    }

    /** Whether there is no room for another handle and all that may be done with it. */
    boolean isFull() {
      return next + 8 >= capacity;
    }

    long newHandle() {
      return ++handles;
    }

    /** Immediately before a call; answers the number of the call. */
    int announce(int lock, long handle, Action action, Waiting waiting, LockMode mode) {
      int at = first + next * RECORD_SIZE;
      words.setPlain(
          at + 1,
          lock
              | (long) action.ordinal() << 16
              | (long) waiting.ordinal() << 24
              | (long) mode.ordinal() << 32);
      words.setPlain(at + 2, handle);
      words.setPlain(at + 3, System.nanoTime());
      words.set(at, ANNOUNCED);
      return next++;
    }

    /** After the call has returned, at an instant taken immediately after. */
    void end(int call, long returned, Outcome outcome, OptionalLong token) {
      int at = first + call * RECORD_SIZE;
      words.setPlain(at + 4, returned);
      words.setPlain(at + 5, token.orElse(NO_TOKEN));
      words.set(at, ENDED + outcome.ordinal());
    }

    int size() {
      int size = 0;
      while (size < capacity && words.get(first + size * RECORD_SIZE) != 0) {
        size++;
      }
      return size;
    }

    Call call(int number) {
      int at = first + number * RECORD_SIZE;
      long state = words.get(at);
      long what = words.getPlain(at + 1);
      long token = words.getPlain(at + 5);
      boolean hasEnded = state >= ENDED;
      return new Call(
          (int) (what & 0xffff),
          words.getPlain(at + 2),
          ACTIONS[(int) (what >> 16 & 0xff)],
          WAITINGS[(int) (what >> 24 & 0xff)],
          MODES[(int) (what >> 32 & 0xff)],
          words.getPlain(at + 3),
          words.getPlain(at + 4),
          hasEnded ? OUTCOMES[(int) (state - ENDED)] : Outcome.UNKNOWN,
          hasEnded && token != NO_TOKEN ? OptionalLong.of(token) : OptionalLong.empty());
    }
  }
}
