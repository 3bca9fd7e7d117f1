package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.checker.Proof;
import dev.holdfast.lock.tck.checker.Span;
import dev.holdfast.lock.tck.checker.Span.Certainty;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.Entry;
import dev.holdfast.lock.tck.history.Fault;
import dev.holdfast.lock.tck.history.FencedWrite;
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
 * @param axis where instants stand
 * @param lanes from top to bottom
 * @param bars the spans in which handles have modes; the possible ones come before the certain ones
 * @param whiskers the calls and returns
 * @param waits what did not do what was asked for, and the calls that take a while
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

  /** A call or a return, and what it is. */
  record Whisker(String what, double x, double y) {}

  /** From the call to the return, if there is one, of what is not a span. */
  record Wait(String label, double from, double to, double y) {}

  /** Something that concerns all lanes. */
  record Band(String label, double from, double to) {}

  /** The picture of a proof. */
  static Lanes of(Proof proof) {
    return new Drafter(proof).lanes();
  }

  private static Band band(String label, double from, double to) {
    return new Band(label, from, Math.max(to, from + THINNEST));
  }

  /** Puts everything in its place. */
  private static final class Drafter {

    private final Proof proof;
    private final Rows rows;
    private final TimeAxis axis;
    private final List<Bar> bars = new ArrayList<>();
    private final List<Whisker> whiskers = new ArrayList<>();
    private final List<Wait> waits = new ArrayList<>();
    private final List<Band> faults = new ArrayList<>();

    Drafter(Proof proof) {
      this.proof = proof;
      this.rows = Rows.of(proof);
      this.axis = new TimeAxis(instants(proof), LEFT, RIGHT - BEYOND - LEFT);
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

    Lanes lanes() {
      proof.spans().forEach(this::bar);
      for (var entry : proof.witness()) {
        if (entry instanceof Operation operation) {
          operation(operation);
        } else if (entry instanceof FencedWrite write) {
          String what = Words.write(write) + ": " + Words.outcome(write);
          double y = rows.y(write.actor(), write.handle());
          whiskers(entry, what, y);
          waits.add(new Wait(what, axis.x(entry.called()), end(entry), y));
        } else if (entry instanceof Fault fault) {
          double called = axis.x(entry.called());
          double end = entry.returned().isPresent() ? end(entry) : called;
          faults.add(band(Words.fault(fault), called, end));
        }
      }
      bars.sort(Comparator.comparing(Bar::isCore).thenComparing(Bar::y).thenComparing(Bar::from));
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

    private double end(Entry entry) {
      return entry.returned().isPresent() ? axis.x(entry.returned().getAsLong()) : RIGHT;
    }

    private void bar(Span span) {
      boolean open = span.to() == Long.MAX_VALUE;
      double to = open ? RIGHT : axis.x(span.to());
      bars.add(new Bar(span, axis.x(span.from()), to, rows.y(span.actor(), span.handle()), open));
    }

    private void operation(Operation operation) {
      double y = rows.y(operation.actor(), operation.handle());
      whiskers(operation, Words.call(operation) + ", " + Words.outcome(operation), y);
      boolean changes = operation.action() == Action.ACQUIRE || operation.action() == Action.CLOSE;
      if (changes && operation.isOk() && !isDrawnAsPossible(operation.handle())) {
        // The grant comes, and the release goes, at some instant that nobody knows.
        bar(
            new Span(
                operation.handle(),
                operation.actor(),
                operation.mode(),
                operation.weight(),
                operation.called(),
                operation.returned().orElse(Long.MAX_VALUE),
                Certainty.POSSIBLE,
                operation.token()));
      } else if (!operation.isOk()) {
        String label = Words.handle(operation.handle()) + " " + Words.outcome(operation);
        waits.add(new Wait(label, axis.x(operation.called()), end(operation), y));
      }
    }

    private boolean isDrawnAsPossible(long handle) {
      return proof.spans().stream()
          .anyMatch(span -> span.handle() == handle && span.certainty() == Certainty.POSSIBLE);
    }

    private void whiskers(Entry entry, String what, double y) {
      whiskers.add(new Whisker(what, axis.x(entry.called()), y));
      if (entry.returned().isPresent()) {
        whiskers.add(new Whisker(what, axis.x(entry.returned().getAsLong()), y));
      }
    }
  }
}
