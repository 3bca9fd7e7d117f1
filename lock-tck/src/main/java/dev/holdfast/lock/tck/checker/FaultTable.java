package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.tck.history.Fault;
import dev.holdfast.lock.tck.history.History;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When handles were hit by faults that may take the lock from them. */
final class FaultTable {

  /*
   * A fault takes effect between its sending and its return. So it may hit what was asked for before
   * it returned, also after it was sent: a process lives on for a moment after the kill.
   */

  private final Map<Long, List<Fault>> byProcess = new HashMap<>();
  private final Map<Long, List<Fault>> byHandle = new HashMap<>();
  private final boolean isEmpty;

  FaultTable(List<Fault> faults) {
    for (Fault fault : faults) {
      if (fault.kind() == Fault.Kind.KILL || fault.kind() == Fault.Kind.LOSS) {
        boolean one = fault.handle().isPresent();
        (one ? byHandle : byProcess)
            .computeIfAbsent(
                one ? fault.handle().getAsLong() : fault.pid(), unused -> new ArrayList<>())
            .add(fault);
      }
    }
    isEmpty = byProcess.isEmpty() && byHandle.isEmpty();
  }

  /**
   * The first fault that may have hit a handle.
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

  /** The faults stand in the order of their sending. */
  private static long first(@Nullable List<Fault> faults, long since) {
    if (faults != null) {
      for (Fault fault : faults) {
        if (fault.returned().orElse(fault.called()) >= since) {
          return fault.called();
        }
      }
    }
    return History.NEVER;
  }
}
