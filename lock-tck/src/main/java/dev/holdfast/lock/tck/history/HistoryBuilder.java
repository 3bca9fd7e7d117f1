package dev.holdfast.lock.tck.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the entries of a history, in any order. Not thread-safe. */
final class HistoryBuilder {

  private final Columns columns = new Columns();
  private final Map<Resource, Integer> resources = new LinkedHashMap<>();
  private final Map<Actor, Integer> actors = new LinkedHashMap<>();
  private final List<Entry> others = new ArrayList<>();
  private long completeUntil = History.NEVER;
  private boolean strictTry;

  void add(Entry entry) {
    if (entry instanceof Operation operation) {
      add(operation);
    } else {
      columns.addOther(others.size(), entry.called(), entry.returned().orElse(History.NEVER));
      others.add(entry);
    }
  }

  private void add(Operation operation) {
    int row =
        columns.add(
            index(resources, operation.resource()),
            index(actors, operation.actor()),
            operation.handle(),
            operation.action(),
            operation.waiting(),
            operation.mode(),
            operation.weight(),
            operation.called());
    if (operation.returned().isPresent()) {
      columns.end(
          row,
          operation.returned().getAsLong(),
          operation.outcome(),
          operation.token().orElse(Columns.NO_TOKEN));
    }
  }

  private static <T> int index(Map<T, Integer> table, T value) {
    return table.computeIfAbsent(value, unused -> table.size());
  }

  /** Adds all operations of a lane, whose handles get these numbers. */
  void add(Columns lane, List<Resource> laneResources, Actor actor, HandleNumbers numbers) {
    int own = index(actors, actor);
    for (int row = 0; row < lane.rows(); row++) {
      int resource = index(resources, laneResources.get(lane.resource(row)));
      columns.addCopy(lane, row, resource, own, numbers.of(lane.handle(row)));
    }
  }

  /** How handles are renumbered. */
  @FunctionalInterface
  interface HandleNumbers {
    long of(long handle);
  }

  void completeUntil(long instant) {
    completeUntil = Math.min(completeUntil, instant);
  }

  void strictTry(boolean strict) {
    strictTry = strict;
  }

  History build() {
    return new History(
        sorted(),
        List.copyOf(resources.keySet()),
        List.copyOf(actors.keySet()),
        others,
        completeUntil,
        strictTry);
  }

  private Columns sorted() {
    boolean inOrder = true;
    for (int row = 1; row < columns.rows() && inOrder; row++) {
      inOrder = columns.called(row - 1) <= columns.called(row);
    }
    if (inOrder) {
      return columns;
    }
    Columns sorted = new Columns();
    for (int row : Order.of(columns.rows(), columns::called)) {
      sorted.addCopy(columns, row, columns.resource(row), columns.actor(row), columns.handle(row));
    }
    return sorted;
  }
}
