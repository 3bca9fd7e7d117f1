package dev.holdfast.lock.tck.history;

import java.util.ArrayList;
import java.util.List;

/** Numbers the handles of all lanes in the order of their acquisition, from 1. */
final class HandleTable {

  private final List<long[]> numbers = new ArrayList<>();

  HandleTable(List<Lane> lanes) {
    Columns acquisitions = new Columns();
    for (Lane lane : lanes) {
      Columns columns = lane.columns();
      for (int row = 0; row < columns.rows(); row++) {
        if (columns.action(row) == Action.ACQUIRE) {
          acquisitions.addCopy(columns, row, 0, 0, columns.handle(row));
        }
      }
      numbers.add(new long[lane.handles() + 1]);
    }
    long next = 1;
    for (int row : Order.of(acquisitions.rows(), acquisitions::called)) {
      long handle = acquisitions.handle(row);
      numbers.get(Lane.laneOf(handle))[Lane.indexOf(handle)] = next++;
    }
  }

  long numberOf(long handle) {
    return numbers.get(Lane.laneOf(handle))[Lane.indexOf(handle)];
  }
}
