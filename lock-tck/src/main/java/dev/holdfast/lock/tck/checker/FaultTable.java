package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.tck.history.Fault;
import dev.holdfast.lock.tck.history.History;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** When handles were hit by faults that may take the lock from them. */
final class FaultTable {

  private final Map<Long, TreeSet<Long>> byProcess = new HashMap<>();
  private final Map<Long, TreeSet<Long>> byHandle = new HashMap<>();
  private final boolean isEmpty;

  FaultTable(List<Fault> faults) {
    for (Fault fault : faults) {
      if (fault.kind() == Fault.Kind.KILL || fault.kind() == Fault.Kind.LOSS) {
        boolean one = fault.handle().isPresent();
        (one ? byHandle : byProcess)
            .computeIfAbsent(
                one ? fault.handle().getAsLong() : fault.pid(), unused -> new TreeSet<>())
            .add(fault.called());
      }
    }
    isEmpty = byProcess.isEmpty() && byHandle.isEmpty();
  }

  /**
   * The first fault since a handle was asked for.
   *
   * @param row the row of its acquisition
   * @return the instant at which it was sent, {@link History#NEVER} if there was none
   */
  long firstHit(History history, int row) {
    if (isEmpty) {
      return History.NEVER;
    }
    long called = history.called(row);
    return Math.min(
        first(byProcess.get(history.actor(row).pid()), called),
        first(byHandle.get(history.handle(row)), called));
  }

  private static long first(@Nullable NavigableSet<Long> sent, long since) {
    Long found = sent == null ? null : sent.ceiling(since);
    return found == null ? History.NEVER : found;
  }
}
