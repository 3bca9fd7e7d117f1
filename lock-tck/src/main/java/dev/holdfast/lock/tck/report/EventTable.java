package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.checker.Proof;
import dev.holdfast.lock.tck.history.Actor;
import dev.holdfast.lock.tck.history.Entry;
import dev.holdfast.lock.tck.history.Fault;
import dev.holdfast.lock.tck.history.FencedWrite;
import dev.holdfast.lock.tck.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The events of a proof in the order of time, with a column for each thread. */
final class EventTable {

  /**
   * A line of the table.
   *
   * @param at when, relative to where the violation begins, so that the order is right even where
   *     the clock passes its greatest value
   * @param actor whose column it stands in; empty for all columns
   */
  record Row(long at, Rank rank, Optional<Actor> actor, String text) {}

  /** What stands first if two events have the same instant. */
  enum Rank {
    RETURN,
    BEGIN,
    END,
    CALL
  }

  private final Proof proof;
  private final Rows rows;

  private EventTable(Proof proof) {
    this.proof = proof;
    this.rows = Rows.of(proof);
  }

  static void write(Markup page, Proof proof) {
    new EventTable(proof).write(page);
  }

  private void write(Markup page) {
    List<Actor> actors = rows.actors();
    List<Row> events = events(proof);
    long origin = events.stream().mapToLong(Row::at).min().orElse(0);
    page.open("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", "Events");
    page.open("table", "class", "witness");
    page.leaf("caption", "The same in words: each line is a call, a return, or a fault.");
    page.open("thead").open("tr").leaf("th", "time", "scope", "col", "class", "num");
    for (var actor : actors) {
      page.leaf("th", Foreign.line(rows.label(actor), 60), "scope", "col");
    }
    page.close().close().open("tbody");
    boolean inside = false;
    for (var event : events) {
      inside |= event.rank() == Rank.BEGIN;
      row(page, event, actors, event.at() - origin, inside);
      inside &= event.rank() != Rank.END;
    }
    page.close().close().close();
  }

  private static void row(
      Markup page, Row event, List<Actor> actors, long sinceBegin, boolean inside) {
    boolean isMark = event.rank() == Rank.BEGIN || event.rank() == Rank.END;
    page.open("tr", "class", isMark ? "mark" : inside ? "inside" : "outside");
    page.leaf("td", "+" + Times.nanos(sinceBegin), "class", "num");
    if (event.actor().isEmpty()) {
      page.leaf("td", event.text(), "colspan", String.valueOf(Math.max(1, actors.size())));
    } else {
      for (var actor : actors) {
        page.leaf("td", event.actor().get().equals(actor) ? event.text() : "");
      }
    }
    page.close();
  }

  /** All events; those of one instant in the order that accuses nobody. */
  static List<Row> events(Proof proof) {
    var events = new ArrayList<Row>();
    for (Entry entry : proof.witness()) {
      if (entry instanceof Operation operation) {
        String call =
            "%s, %s%s"
                .formatted(
                    Words.call(operation), operation.mode(), Words.weight(operation.weight()));
        add(
            events,
            proof,
            entry,
            operation.actor(),
            operation.handle(),
            call,
            Words.outcome(operation));
      } else if (entry instanceof FencedWrite write) {
        add(
            events,
            proof,
            entry,
            write.actor(),
            write.handle(),
            Words.write(write),
            Words.outcome(write));
      } else if (entry instanceof Fault fault) {
        long at = fault.called() - proof.from();
        events.add(new Row(at, Rank.CALL, Optional.empty(), "Fault: " + Words.fault(fault)));
      }
    }
    events.add(mark(proof, proof.from(), Rank.BEGIN, "\u25BC The violation begins."));
    events.add(
        mark(
            proof, proof.to(), Rank.END, "\u25B2 The violation ends, %s.".formatted(after(proof))));
    events.sort(Comparator.comparingLong(Row::at).thenComparing(Row::rank));
    return events;
  }

  private static String after(Proof proof) {
    long nanos = proof.to() - proof.from();
    return nanos == 0 ? "at the same instant" : Times.nanos(nanos) + " later";
  }

  private static Row mark(Proof proof, long at, Rank rank, String text) {
    return new Row(at - proof.from(), rank, Optional.empty(), text);
  }

  private static void add(
      List<Row> events,
      Proof proof,
      Entry entry,
      Actor actor,
      long handle,
      String call,
      String outcome) {
    String who = Words.handle(handle) + ": ";
    events.add(new Row(entry.called() - proof.from(), Rank.CALL, Optional.of(actor), who + call));
    if (entry.returned().isPresent()) {
      long at = entry.returned().getAsLong() - proof.from();
      events.add(new Row(at, Rank.RETURN, Optional.of(actor), who + "\u2190 " + outcome));
    }
  }
}
