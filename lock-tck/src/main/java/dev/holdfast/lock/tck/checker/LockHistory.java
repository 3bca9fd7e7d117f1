package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.Order;
import dev.holdfast.lock.tck.history.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The part of a history that is about one lock: locks do not concern each other. */
final class LockHistory {

  private final History history;
  private final Resource resource;
  private final int[] rows;
  private final FaultTable faults;

  private LockHistory(History history, Resource resource, int[] rows, FaultTable faults) {
    this.history = history;
    this.resource = resource;
    this.rows = rows;
    this.faults = faults;
  }

  static List<LockHistory> of(History history) {
    int[] count = new int[history.resources().size()];
    for (int row = 0; row < history.size(); row++) {
      if (history.isOperation(row)) {
        count[history.resourceIndex(row)]++;
      }
    }
    int[][] rows = new int[count.length][];
    for (int i = 0; i < count.length; i++) {
      rows[i] = new int[count[i]];
    }
    for (int row = history.size() - 1; row >= 0; row--) {
      if (history.isOperation(row)) {
        int resource = history.resourceIndex(row);
        rows[resource][--count[resource]] = row;
      }
    }
    FaultTable faults = new FaultTable(history.faults());
    List<LockHistory> locks = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      locks.add(new LockHistory(history, history.resources().get(i), rows[i], faults));
    }
    return locks;
  }

  History history() {
    return history;
  }

  Resource resource() {
    return resource;
  }

  /** How many operations there are. */
  int size() {
    return rows.length;
  }

  /** The row of an operation in the history; they are in the order of their calls. */
  int row(int operation) {
    return rows[operation];
  }

  FaultTable faults() {
    return faults;
  }

  /** The lives of all handles, one after the other, in an object that is reused. */
  void forEachLife(Consumer<Life> visitor) {
    int[] byHandle = Order.of(rows.length, i -> history.handle(rows[i]));
    Life life = new Life(history, faults);
    for (int begin = 0; begin < byHandle.length; ) {
      long handle = history.handle(rows[byHandle[begin]]);
      int end = begin;
      life.begin();
      while (end < byHandle.length && history.handle(rows[byHandle[end]]) == handle) {
        life.add(rows[byHandle[end++]]);
      }
      life.complete();
      visitor.accept(life);
      begin = end;
    }
  }

  /** What was certainly held. */
  Spans cores() {
    Spans cores = new Spans();
    forEachLife(life -> life.addCores(cores));
    return cores;
  }
}
