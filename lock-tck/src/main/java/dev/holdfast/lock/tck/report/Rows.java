package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.checker.Proof;
import dev.holdfast.lock.tck.history.Actor;
import dev.holdfast.lock.tck.history.FencedWrite;
import dev.holdfast.lock.tck.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which lane shows which handle. Each thread has a lane, and one more for each handle that it holds
 * beside others, so that nothing covers anything else.
 */
final class Rows {

  private record Key(Actor actor, long handle) {}

  /** From the first to the last that is known of a handle. */
  private record Extent(long from, long to) {

    Extent with(long earlier, long later) {
      return new Extent(Math.min(from, earlier), Math.max(to, later));
    }
  }

  private final Map<Key, Integer> rows = new LinkedHashMap<>();
  private final List<Actor> actors = new ArrayList<>();
  private final boolean severalProcesses;
  private final boolean severalClients;

  private Rows(Map<Key, Extent> extents) {
    var byActor = new LinkedHashMap<Actor, List<Map.Entry<Key, Extent>>>();
    extents.entrySet().stream()
        .sorted(Comparator.comparingLong(entry -> entry.getValue().from()))
        .forEach(
            entry ->
                byActor
                    .computeIfAbsent(entry.getKey().actor(), unused -> new ArrayList<>())
                    .add(entry));
    severalProcesses = byActor.keySet().stream().map(Actor::pid).distinct().count() > 1;
    severalClients = byActor.keySet().stream().map(Actor::client).distinct().count() > 1;
    byActor.forEach(this::place);
  }

  private void place(Actor actor, List<Map.Entry<Key, Extent>> handles) {
    int first = actors.size();
    var ends = new ArrayList<Long>();
    for (var handle : handles) {
      Extent extent = handle.getValue();
      int row = 0;
      while (row < ends.size() && ends.get(row) > extent.from()) {
        row++;
      }
      if (row == ends.size()) {
        ends.add(extent.to());
        actors.add(actor);
      } else {
        ends.set(row, extent.to());
      }
      rows.put(handle.getKey(), first + row);
    }
  }

  static Rows of(Proof proof) {
    long origin = proof.from();
    var extents = new LinkedHashMap<Key, Extent>();
    for (var entry : proof.witness()) {
      long called = entry.called() - origin;
      long returned =
          entry.returned().isPresent() ? entry.returned().getAsLong() - origin : Long.MAX_VALUE;
      if (entry instanceof Operation operation) {
        add(extents, new Key(operation.actor(), operation.handle()), called, returned);
      } else if (entry instanceof FencedWrite write) {
        add(extents, new Key(write.actor(), write.handle()), called, returned);
      }
    }
    for (var span : proof.spans()) {
      long to = span.to() == Long.MAX_VALUE ? Long.MAX_VALUE : span.to() - origin;
      add(extents, new Key(span.actor(), span.handle()), span.from() - origin, to);
    }
    return new Rows(extents);
  }

  private static void add(Map<Key, Extent> extents, Key key, long from, long to) {
    extents.merge(key, new Extent(from, to), (a, b) -> a.with(b.from(), b.to()));
  }

  /** The middle of the lane. */
  double y(Actor actor, long handle) {
    Integer row = rows.get(new Key(actor, handle));
    if (row == null) {
      throw new IllegalArgumentException("The proof has no handle " + handle + " of " + actor);
    }
    return y(row);
  }

  private static double y(int row) {
    return Lanes.TOP + Lanes.HEIGHT * (row + 0.5);
  }

  List<Lanes.Lane> lanes() {
    var lanes = new ArrayList<Lanes.Lane>();
    for (int row = 0; row < actors.size(); row++) {
      boolean repeated = row > 0 && actors.get(row - 1).equals(actors.get(row));
      lanes.add(new Lanes.Lane(repeated ? "" : label(actors.get(row)), y(row)));
    }
    return lanes;
  }

  /** As much of the actor as tells it from the others. */
  String label(Actor actor) {
    String process = severalProcesses ? "pid " + actor.pid() + ", " : "";
    String client = severalClients ? actor.client() + ", " : "";
    return process + client + actor.thread();
  }

  /** The threads, in the order in which they first do something. */
  List<Actor> actors() {
    return actors.stream().distinct().toList();
  }
}
