package dev.holdfast.lock.tck.worker;

import dev.holdfast.lock.LockMode;
import java.util.List;

/**
 * Sees who is inside, whatever the process, and notices who meets whom that should not be there. It
 * never accuses anybody wrongly; what it sees is only the time from {@link Stand#enter} to {@link
 * Stand#leave}, which is a little less than the holds.
 *
 * <p>Locks are known by their number, threads by their worker's place and their number in it. A
 * place belongs to one worker at a time; when that is killed, another may take it.
 */
public interface Witness {

  /** Where one thread shows itself. Confined to that thread. */
  interface Stand {

    /**
     * Right after a lock was granted.
     *
     * @return whether nobody was there who should not have been
     */
    boolean enter(int lock, LockMode mode);

    /** Right before the lock is released. */
    void leave(int lock);

    /**
     * Right after an upgrade, or right before a downgrade.
     *
     * @return whether nobody was there who should not have been
     */
    boolean change(int lock, LockMode mode);
  }

  /** The stand of a thread, to be used by the worker. */
  Stand stand(int place, int thread);

  /** Before the worker at this place is killed: from now on, its holds count for nothing. */
  void doom(int place);

  /** After it is dead: its holds are forgotten, and another worker may take the place. */
  void bury(int place);

  /** Whether a thread of the worker at this place is inside, of whatever lock. */
  boolean isInside(int place);

  /** Whoever met somebody that should not have been there; the first of them. */
  List<Meeting> meetings();

  /** Tells everybody who looks at {@link #isOver()} to stop. */
  void end();

  /** Whether the traffic is to stop: {@link #end()} was called, or there was a meeting. */
  boolean isOver();

  /**
   * Two who were inside at the same time.
   *
   * @param lock the number of the lock
   * @param nanos when, by the clock of the one who noticed
   * @param comer who noticed
   * @param present who was inside; all of them, if it is about permits
   */
  record Meeting(int lock, long nanos, Visitor comer, List<Visitor> present) {
    /** Copies the list. */
    public Meeting {
      present = List.copyOf(present);
    }
  }

  /**
   * Somebody inside.
   *
   * @param pid the process
   * @param thread the number of the thread
   * @param mode the mode in which the lock was held
   */
  record Visitor(long pid, int thread, LockMode mode) {

    /** Such as "pid 4711, thread 2, WRITE". */
    @Override
    public String toString() {
      return "pid " + pid + ", thread " + thread + ", " + mode;
    }
  }
}
