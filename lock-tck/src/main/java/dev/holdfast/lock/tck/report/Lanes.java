package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.checker.Proof;
import dev.holdfast.lock.tck.checker.Span;
import dev.holdfast.lock.tck.checker.Span.Certainty;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.Entry;
import dev.holdfast.lock.tck.history.Fault;
import dev.holdfast.lock.tck.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the parts of a proof's picture stand: a lane for each thread, with time from left to right.
 * Immutable.
 *
 * @param lanes from top to bottom
 * @param bars the spans in which handles have modes; the possible ones come before the certain ones
 * @param whiskers the calls and returns
 * @param waits the attempts that did not end with a grant
 * @param faults the faults, as bands across all lanes
 * @param violation where the violation is to be seen, as a band across all lanes
 * @param left the beginning of the lanes
 * @param right their end
 * @param bottom the end of the last lane
 */
record Lanes(
    TimeAxis axis,
    List<Lane> lanes,
    List<Bar> bars,
    List<Whisker> whiskers,
    List<Wait> waits,
    List<Band> faults,
    Band violation,
    double left,
    double right,
    double bottom) {

  static final double WIDTH = 1_080;
  static final double TOP = 34;
  static final double HEIGHT = 46;
  private static final double LEFT = 168;
  private static final double RIGHT = WIDTH - 12;

  /** Room behind the last instant, for what has no end. */
  private static final double BEYOND = 26;

  /** What is to be seen of a band of no duration. */
  private static final double THINNEST = 3;

  /** A lane and its middle. */
  record Lane(String label, double y) {}

  /** A span; open at the right if it has no end within the history. */
  record Bar(Span span, double from, double to, double y, boolean open) {

    boolean isCore() {
      return span.certainty() == Certainty.CORE;
    }
  }

  /** The call or the return of an operation. */
  record Whisker(Operation operation, double x, double y) {}

  /** From the call of an acquisition that was not granted to its return, if there is one. */
  record Wait(Operation operation, double from, double to, double y) {}

  /** Something that concerns all lanes. */
  record Band(String label, double from, double to) {}

  /** The picture of a proof. */
  static Lanes of(Proof proof) {
    var rows = Rows.of(proof);
    var axis = new TimeAxis(instants(proof), LEFT, RIGHT - BEYOND - LEFT);
    var bars = new ArrayList<Bar>();
    for (var span : proof.spans()) {
      boolean open = span.to() == Long.MAX_VALUE;
      double to = open ? RIGHT : axis.x(span.to());
      bars.add(new Bar(span, axis.x(span.from()), to, rows.y(span.actor(), span.handle()), open));
    }
    bars.sort(Comparator.comparing(Bar::isCore).thenComparing(Bar::y).thenComparing(Bar::from));
    var whiskers = new ArrayList<Whisker>();
    var waits = new ArrayList<Wait>();
    var faults = new ArrayList<Band>();
    for (var entry : proof.witness()) {
      double called = axis.x(entry.called());
      double returned = entry.returned().isPresent() ? axis.x(entry.returned().getAsLong()) : RIGHT;
      if (entry instanceof Operation operation) {
        double y = rows.y(operation.actor(), operation.handle());
        whiskers.add(new Whisker(operation, called, y));
        if (entry.returned().isPresent()) {
          whiskers.add(new Whisker(operation, returned, y));
        }
        if (operation.action() == Action.ACQUIRE && !operation.isOk()) {
          waits.add(new Wait(operation, called, returned, y));
        }
      } else if (entry instanceof Fault fault) {
        double end = entry.returned().isPresent() ? returned : called;
        faults.add(band(Words.fault(fault), called, end));
      }
    }
    return new Lanes(
        axis,
        rows.lanes(),
        List.copyOf(bars),
        List.copyOf(whiskers),
        List.copyOf(waits),
        List.copyOf(faults),
        band(Words.violation(proof), axis.x(proof.from()), axis.x(proof.to())),
        LEFT,
        RIGHT,
        TOP + HEIGHT * rows.lanes().size());
  }

  private static Band band(String label, double from, double to) {
    return new Band(label, from, Math.max(to, from + THINNEST));
  }

  private static Set<Long> instants(Proof proof) {
    var instants = new LinkedHashSet<Long>();
    for (Entry entry : proof.witness()) {
      instants.add(entry.called());
      entry.returned().ifPresent(instants::add);
    }
    for (var span : proof.spans()) {
      instants.add(span.from());
      if (span.to() != Long.MAX_VALUE) {
        instants.add(span.to());
      }
    }
    instants.add(proof.from());
    instants.add(proof.to());
    return instants;
  }
}
