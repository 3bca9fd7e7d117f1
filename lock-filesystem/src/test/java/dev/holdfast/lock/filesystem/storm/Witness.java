package dev.holdfast.lock.filesystem.storm;

import dev.holdfast.lock.LockMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What all processes of a storm see: who is inside, and who met whom that should not be there. */
@SuppressWarnings("EnumOrdinal") // one version writes and reads
final class Witness {

  /*
   * Every thread of every process that is ever started has a word of its own, which tells its mode,
   * or that it is outside. It is written after the grant and cleared before the release; after
   * writing it, a thread looks at the words of all others. So a process that is killed leaves
   * nothing behind but its own words.
   *
   *  (1) Nothing is missed between the living. Words are written and read in one total order. Of two
   *      threads that are inside at once, as their words tell, the one that came later finds the word
   *      of the other. What the words do not tell, the moments from the grant to the writing and from
   *      the clearing to the release, is left to the histories.
   *
   *  (2) No false alarm among the living. A word that stands there means that its thread has been
   *      granted the lock, and has not begun to release it. Who looks holds the lock all the while.
   *
   *  (3) No false alarm about the dead. The words of a killed process stand for ever, while its lock
   *      goes to the next one. Therefore the process is marked as doomed before the signal is sent,
   *      and the words of a doomed process count for nothing. Mark, signal, death, release by the
   *      system, grant to the next one, writing of its word, its look at the words of others: each is
   *      after the one before. So who was granted the lock because of a death finds the mark, provided
   *      that it reads the mark after the word.
   *
   *  (4) What that costs: an overlap with a process between its mark and its death, the time of a
   *      system call or two, is not noticed by others. The doomed process itself goes on to look, also
   *      at its own words, and what it finds counts, because the system frees its locks only when its
   *      last thread is gone.
   *      The words of a new process in its place are other ones, so the mark need never be taken back.
   *
   *  (5) Permits are counted. A count over words that are read one after the other may count a permit
   *      twice, before and after it changed hands. Therefore each word has a number that grows with
   *      every change: words that are the same in two rounds were there all the time from the end of
   *      the first round to the beginning of the second, together. By the order in (3), the marks are
   *      read after the words of the second round.
   */

  static final int MOST_WORKERS = 1_024;
  static final int MOST_THREADS = 8;

  private static final int MEETINGS = 0;
  private static final int WORKERS = 1;
  private static final int RECORDED_MEETINGS = 16;
  private static final int MEETING_SIZE = 4;
  private static final int FIRST_MEETING = 8;
  private static final int FIRST_MARK = FIRST_MEETING + RECORDED_MEETINGS * MEETING_SIZE;
  private static final int FIRST_WORD = FIRST_MARK + MOST_WORKERS;
  private static final int SIZE = FIRST_WORD + MOST_WORKERS * MOST_THREADS;
  private static final int STATE_BITS = 8;
  private static final long STATE_MASK = (1L << STATE_BITS) - 1;
  private static final long CROWD = -1;

  private final SharedWords words;
  private final int permits;

  private Witness(SharedWords words, int permits) {
    this.words = words;
    this.permits = permits;
  }

  static Witness in(Path file, Primitive primitive) {
    return new Witness(SharedWords.map(file, SIZE), primitive.permits());
  }

  /** Makes room for one more process. To be called by one thread, before the process starts. */
  int newWorker() {
    int worker = (int) words.get(WORKERS);
    if (worker == MOST_WORKERS) {
      throw new IllegalStateException("More than " + MOST_WORKERS + " processes in one storm.");
    }
    words.set(WORKERS, worker + 1L);
    return worker;
  }

  /** Marks a process that is about to be killed. */
  void doom(int worker) {
    words.set(FIRST_MARK + worker, 1);
  }

  private static int worker(int index) {
    return (index - FIRST_WORD) / MOST_THREADS;
  }

  /** Whether a thread of this process is inside. */
  boolean isInside(int worker) {
    int first = FIRST_WORD + worker * MOST_THREADS;
    return IntStream.range(first, first + MOST_THREADS).anyMatch(i -> isInside(words.get(i)));
  }

  /** The word of a thread; one thread at a time uses it. */
  Stand stand(int worker, int thread) {
    return new Stand(FIRST_WORD + worker * MOST_THREADS + thread);
  }

  /** How often somebody met somebody who should not have been there. */
  long meetings() {
    return words.get(MEETINGS);
  }

  /** The first of them, for a message. */
  List<String> describeMeetings() {
    List<String> described = new ArrayList<>();
    for (int i = 0; i < Math.min(meetings(), RECORDED_MEETINGS); i++) {
      int at = FIRST_MEETING + i * MEETING_SIZE;
      long other = words.get(at + 2);
      described.add(
          describe((int) words.get(at), words.get(at + 1))
              + " met "
              + (other == CROWD
                  ? words.get(at + 3) + " others"
                  : describe((int) other, words.get(at + 3))));
    }
    return described;
  }

  private static String describe(int index, long word) {
    int thread = (index - FIRST_WORD) % MOST_THREADS;
    return mode(word) + " of thread " + worker(index) + "/" + thread;
  }

  private static boolean isInside(long word) {
    return (word & STATE_MASK) != 0;
  }

  private static LockMode mode(long word) {
    return LockMode.values()[(int) (word & STATE_MASK) - 1];
  }

  private void recordMeeting(int me, long myWord, long other, long what) {
    long number = words.getAndAdd(MEETINGS, 1);
    if (number < RECORDED_MEETINGS) {
      int at = FIRST_MEETING + (int) number * MEETING_SIZE;
      words.set(at, me);
      words.set(at + 1, myWord);
      words.set(at + 2, other);
      words.set(at + 3, what);
    }
  }

  /** Where one thread shows itself. */
  final class Stand {

    private final int me;
    private long word;

    private Stand(int me) {
      this.me = me;
    }

    /** To be called when a lock was granted, in this mode, or has become one of this mode. */
    void enter(LockMode mode) {
      show(mode.ordinal() + 1);
      int end = FIRST_WORD + (int) words.get(WORKERS) * MOST_THREADS;
      if (mode == LockMode.PERMIT) {
        count(end);
      } else {
        look(mode, end);
      }
    }

    /** To be called before the lock is released. */
    void leave() {
      show(0);
    }

    /** To be called before an upgraded lock is downgraded. */
    void becomeUpgradeable() {
      show(LockMode.UPGRADEABLE.ordinal() + 1);
    }

    private void show(int state) {
      word = (((word >> STATE_BITS) + 1) << STATE_BITS) | state;
      words.set(me, word);
    }

    /** Whether a word counts for nothing to us; to be read after it. */
    private boolean isDoomed(int index) {
      int worker = worker(index);
      return worker != worker(me) && words.get(FIRST_MARK + worker) != 0;
    }

    private void look(LockMode mode, int end) {
      for (int i = FIRST_WORD; i < end; i++) {
        long other = words.get(i);
        if (i != me && isInside(other) && mode.conflictsWith(mode(other)) && !isDoomed(i)) {
          recordMeeting(me, word, i, other);
        }
      }
    }

    private void count(int end) {
      List<long[]> seen = new ArrayList<>();
      for (int i = FIRST_WORD; i < end; i++) {
        long other = words.get(i);
        if (i != me && isInside(other)) {
          seen.add(new long[] {i, other});
        }
      }
      if (seen.size() < permits) {
        return;
      }
      seen.removeIf(one -> words.get((int) one[0]) != one[1]);
      seen.removeIf(one -> isDoomed((int) one[0])); // and only now: see (5)
      if (seen.size() >= permits) {
        recordMeeting(me, word, CROWD, seen.size());
      }
    }
  }
}
