package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.Latency;
import dev.holdfast.lock.tck.engine.LatencyLog;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.Operation;
import dev.holdfast.lock.tck.history.Waiting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads from a history how long grants and hand-overs took, so that nothing is measured twice. */
final class WaitTimes {

  /** When an exclusive handle was asked for, received, and given up. */
  private record Turn(long asked, long received, long released) {}

  private WaitTimes() {}

  static void report(Trial trial, History history) {
    LatencyLog grants = trial.latencies(Latency.Kind.GRANT);
    Map<Long, Operation> acquired = new HashMap<>();
    List<Turn> turns = new ArrayList<>();
    for (int row = 0; row < history.size(); row++) {
      if (!history.isOperation(row)) {
        continue;
      }
      Operation operation = history.operation(row);
      if (operation.action() == Action.ACQUIRE && operation.isOk()) {
        if (operation.waiting() != Waiting.TRY) {
          grants.add(operation.returned().getAsLong() - operation.called());
        }
        if (operation.mode() == LockMode.WRITE) {
          acquired.put(operation.handle(), operation);
        }
      } else if (operation.action() == Action.CLOSE) {
        Operation beginning = acquired.remove(operation.handle());
        if (beginning != null) {
          turns.add(
              new Turn(beginning.called(), beginning.returned().getAsLong(), operation.called()));
        }
      }
    }
    handOvers(turns, trial.latencies(Latency.Kind.HAND_OVER));
  }

  /** From one exclusive holder to the next, if that one was waiting already. */
  private static void handOvers(List<Turn> turns, LatencyLog handOvers) {
    turns.sort(Comparator.comparingLong(Turn::received));
    for (int i = 1; i < turns.size(); i++) {
      Turn before = turns.get(i - 1);
      Turn next = turns.get(i);
      if (next.asked() < before.released() && before.released() < next.received()) {
        handOvers.add(next.received() - before.released());
      }
    }
  }
}
