package dev.holdfast.lock.tck.history;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Records what threads do to locks, each in a {@linkplain Lane lane} of its own, so that recording
 * orders nothing that the locks do not order themselves.
 *
 * <p>The methods of the recorder may be called by any thread; what they synchronize is the set-up,
 * and the end.
 */
public final class Recorder {

  private static final int PART_OF_MEMORY = 8;
  private static final int LEAST = 20_000;
  private static final int MOST = 1_000_000;

  private final int most;
  private final List<Resource> resources = new ArrayList<>();
  private final List<Lane> lanes = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();

  /**
   * A recorder of bounded size.
   *
   * @param mostOperations how many operations each lane records. Then it takes no new handles;
   *     those that it has are recorded to the end.
   */
  public Recorder(int mostOperations) {
    this.most = mostOperations;
  }

  /**
   * A recorder that takes no more than a small part of the memory of this JVM.
   *
   * @param lanes how many lanes there will be
   * @return a new recorder, not null
   */
  public static Recorder forLanes(int lanes) {
    long bytes = Runtime.getRuntime().maxMemory() / PART_OF_MEMORY;
    long most = bytes / (2L * Columns.BYTES * lanes); // twice, since the history is a copy
    return new Recorder((int) Math.max(LEAST, Math.min(MOST, most)));
  }

  /**
   * A lock whose operations are to be recorded.
   *
   * @param resource the lock, not null
   * @return its number, for the lanes
   */
  public synchronized int resource(Resource resource) {
    int known = resources.indexOf(resource);
    if (known >= 0) {
      return known;
    }
    resources.add(resource);
    return resources.size() - 1;
  }

  /**
   * A lane for a thread.
   *
   * @param actor the thread, not null
   * @return a new lane, not null; to be used by that thread only
   */
  public synchronized Lane lane(Actor actor) {
    Lane lane = new Lane(lanes.size(), actor, most);
    lanes.add(lane);
    return lane;
  }

  /**
   * Records a fault of a process.
   *
   * @param kind what was done, not null
   * @param pid the process
   * @param sent the instant before it was done
   * @param done the instant at which it had certainly taken effect; empty if that is not known; not
   *     null
   */
  public synchronized void fault(Fault.Kind kind, long pid, long sent, OptionalLong done) {
    faults.add(new Fault(0, kind, pid, OptionalLong.empty(), sent, done));
  }

  /**
   * All that was recorded, when the threads have ended. Of a thread that still runs, the last
   * operations may be missing.
   *
   * @return the history, in which the handles are numbered in the order of their acquisition; not
   *     null
   */
  public synchronized History history() {
    HistoryBuilder builder = new HistoryBuilder();
    HandleTable handles = new HandleTable(lanes);
    for (Lane lane : lanes) {
      builder.add(lane.columns(), resources, lane.actor(), handles::numberOf);
      builder.completeUntil(lane.completeUntil());
    }
    faults.forEach(builder::add);
    return builder.build();
  }
}
