package dev.holdfast.lock.tck.worker;

import dev.holdfast.lock.LockMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A witness for the processes of one machine: a file in the memory of all of them. */
public final class MappedWitness implements Witness {

  /*
   * A lock has one word, and in it a bit for each thread and mode. Who is granted the lock sets the
   * bit, and who is about to release it clears it; both are atomic, and tell what the others were at
   * that very instant. So
   *
   *  (1) nothing is missed among the living: of two whose bits are set at once, the one that came
   *      later has seen the other's bit when it set its own;
   *
   *  (2) no false alarm among the living: a bit that is set means that its thread has been granted
   *      the lock and has not begun to release it, and who sees it holds the lock itself;
   *
   *  (3) permits are counted at one instant.
   *
   * The dead leave their bits behind, while their locks go to others. Each place has a counter that
   * is odd from before the signal is sent until the bits are cleared: doomed, signal, death, release
   * by the system, grant to the next one, its look at the counters, its look at the bits. Therefore
   *
   *  (4) who sees a bit of the dead has found the place doomed before, or finds its counter changed
   *      afterwards; bits of which one of both is true count for nothing. What that costs: an overlap
   *      with a process between its doom and its death, the time of a system call or two, is not
   *      noticed by others. The doomed process itself goes on to look, and what it finds counts.
   */

  /** How many workers at once. */
  public static final int PLACES = 8;

  /** How many threads may take part, in all workers together. */
  public static final int MOST_THREADS = ClientBits.MOST_CLIENTS;

  private static final int MOST_LOCKS = 256;
  private static final int RECORDED = 8;
  private static final int RECORD_SIZE = 8;

  private static final int MEETINGS = 0;
  private static final int OVER = 1;
  private static final int DISORDER = 2;
  private static final int DOOMS = 8;
  private static final int THREADS_A_PLACE = 16;
  private static final int PIDS = 24;
  private static final int FIRST_RECORD = PIDS + PLACES;
  private static final int FIRST_LOCK = FIRST_RECORD + RECORDED * RECORD_SIZE;

  /** A line of the cache for each lock, so that they do not slow down each other. */
  private static final int LOCK_SIZE = 8;

  private static final int PERMITS = 1;
  private static final int COUNTER = 2;
  private static final int COPY = 3;
  private static final int USERS = 4;
  private static final int SIZE = FIRST_LOCK + MOST_LOCKS * LOCK_SIZE;

  private final SharedWords words;
  private final ClientBits bits;

  private MappedWitness(SharedWords words) {
    this.words = words;
    this.bits = new ClientBits((int) words.get(THREADS_A_PLACE));
  }

  /**
   * A new one.
   *
   * @param file which does not exist yet
   * @param permits for each lock: how many permits it has, if it is a semaphore; else 1
   * @param threadsAPlace how many threads of each worker take part
   */
  public static MappedWitness create(Path file, List<Integer> permits, int threadsAPlace) {
    if (permits.size() > MOST_LOCKS || threadsAPlace > MOST_THREADS) {
      throw new IllegalArgumentException("Too many locks or threads: " + permits.size());
    }
    SharedWords words = SharedWords.map(file, SIZE);
    for (int lock = 0; lock < permits.size(); lock++) {
      words.set(word(lock) + PERMITS, permits.get(lock));
    }
    words.set(THREADS_A_PLACE, threadsAPlace);
    return new MappedWitness(words);
  }

  /** The one in this file. */
  public static MappedWitness at(Path file) {
    return new MappedWitness(SharedWords.map(file, SIZE));
  }

  private static int word(int lock) {
    return FIRST_LOCK + lock * LOCK_SIZE;
  }

  @Override
  public Stand stand(int place, int thread) {
    words.set(PIDS + place, ProcessHandle.current().pid());
    return new MappedStand(place, bits.client(place, thread));
  }

  /** Changes the counter of one place, which none of the others see. */
  private void count(int place) {
    words.getAndAdd(DOOMS + place, 1);
  }

  private long[] dooms() {
    long[] all = new long[PLACES];
    for (int place = 0; place < PLACES; place++) {
      all[place] = words.get(DOOMS + place);
    }
    return all;
  }

  @Override
  public void doom(int place) {
    count(place);
  }

  @Override
  public void bury(int place) {
    long dead = bits.ofPlace(place);
    for (int lock = 0; lock < MOST_LOCKS; lock++) {
      if ((words.get(word(lock)) & dead) != 0) {
        words.getAndAnd(word(lock), ~dead);
      }
    }
    count(place);
  }

  /**
   * Does what a lock protects: counts in a plain word, and in a copy of it. To be called by a
   * holder that is alone; not where holders are killed, who leave the two different.
   *
   * @return whether both were the same, as they are unless somebody else was inside
   */
  public boolean disturb(int lock) {
    long before = words.getPlain(word(lock) + COUNTER);
    words.setPlain(word(lock) + COUNTER, before + 1);
    boolean isOrderly = words.getPlain(word(lock) + COPY) == before;
    words.setPlain(word(lock) + COPY, before + 1);
    return isOrderly;
  }

  /** How often the section was disturbed: the version of what the lock protects. */
  public long version(int lock) {
    return words.getPlain(word(lock) + COUNTER);
  }

  /** Reports that the section was found in disorder. */
  public void reportDisorder(int lock) {
    words.set(DISORDER, lock + 1L);
    end();
  }

  /** The lock whose section was found in disorder, or -1. */
  public int disorder() {
    return (int) words.get(DISORDER) - 1;
  }

  /** Before a lock is asked for; answers whether somebody else holds or wants it. */
  public boolean approach(int lock) {
    return words.getAndAdd(word(lock) + USERS, 1) > 0;
  }

  /** After the request was refused, or the release. */
  public void depart(int lock) {
    words.getAndAdd(word(lock) + USERS, -1);
  }

  @Override
  public boolean isInside(int place) {
    long own = bits.ofPlace(place);
    for (int lock = 0; lock < MOST_LOCKS && words.get(word(lock) + PERMITS) > 0; lock++) {
      if ((words.get(word(lock)) & own) != 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void end() {
    words.set(OVER, 1);
  }

  @Override
  public boolean isOver() {
    return words.get(OVER) != 0;
  }

  @Override
  public List<Meeting> meetings() {
    List<Meeting> all = new ArrayList<>();
    for (int i = 0; i < Math.min(words.get(MEETINGS), RECORDED); i++) {
      int at = FIRST_RECORD + i * RECORD_SIZE;
      if (words.get(at + 4) != 0) {
        List<Visitor> present = visitors(words.get(at + 2));
        all.add(
            new Meeting(
                (int) words.get(at),
                words.get(at + 1),
                visitors(words.get(at + 3)).get(0),
                present));
      }
    }
    return all;
  }

  private List<Visitor> visitors(long some) {
    return bits.visitors(some, place -> words.get(PIDS + place));
  }

  private void record(int lock, long others, long mine) {
    long number = words.getAndAdd(MEETINGS, 1);
    if (number < RECORDED) {
      int at = FIRST_RECORD + (int) number * RECORD_SIZE;
      words.set(at, lock);
      words.set(at + 1, System.nanoTime());
      words.set(at + 2, others);
      words.set(at + 3, mine);
      words.set(at + 4, 1);
    }
    end();
  }

  private final class MappedStand implements Stand {

    private final int place;
    private final int client;

    private MappedStand(int place, int client) {
      this.place = place;
      this.client = client;
    }

    @Override
    public boolean enter(int lock, LockMode mode) {
      long mine = ClientBits.bit(client, mode);
      long[] before = dooms();
      long others = words.getAndOr(word(lock), mine);
      return look(lock, mode, mine, others, before);
    }

    @Override
    public boolean change(int lock, LockMode mode) {
      long mine = ClientBits.bit(client, mode);
      long[] before = dooms();
      leave(lock);
      long others = words.getAndOr(word(lock), mine);
      return look(lock, mode, mine, others, before);
    }

    @Override
    public void leave(int lock) {
      words.getAndAnd(word(lock), ~ClientBits.ofClient(client));
    }

    private boolean look(int lock, LockMode mode, long mine, long others, long[] before) {
      long unwanted = unwanted(mode, others);
      if (unwanted != 0) {
        unwanted &= ~ofTheDead(before);
        long permits = mode == LockMode.PERMIT ? words.get(word(lock) + PERMITS) : 1;
        if (Long.bitCount(unwanted) >= permits) {
          record(lock, unwanted, mine);
          return false;
        }
      }
      return true;
    }

    /** Those that cannot be there together with this mode; permits only from some number on. */
    private long unwanted(LockMode mode, long others) {
      long unwanted = 0;
      for (LockMode other : LockMode.values()) {
        if (mode.conflictsWith(other) || (mode == LockMode.PERMIT && other == LockMode.PERMIT)) {
          unwanted |= others & ClientBits.ofMode(other);
        }
      }
      return unwanted;
    }

    /** The bits that count for nothing; to be asked after they were read. */
    private long ofTheDead(long[] before) {
      long[] after = dooms();
      long dead = 0;
      for (int other = 0; other < PLACES; other++) {
        boolean isDead = before[other] % 2 == 1 || before[other] != after[other];
        if (isDead && other != place) {
          dead |= bits.ofPlace(other);
        }
      }
      return dead;
    }
  }
}
