package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.tck.history.Actor;
import dev.holdfast.lock.tck.history.Entry;
import dev.holdfast.lock.tck.history.Fault;
import dev.holdfast.lock.tck.history.FencedWrite;
import dev.holdfast.lock.tck.history.Operation;
import dev.holdfast.lock.tck.history.Outcome;
import dev.holdfast.lock.tck.history.Waiting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The witness of a proof as text: a row for each call and each return, a column for each thread.
 * The rows in which the violation is to be seen are marked.
 */
public final class WitnessTable {

  private static final String MARK = "! ";
  private static final String NO_MARK = "  ";

  private final Proof proof;
  private final List<Actor> columns;
  private final List<Event> events = new ArrayList<>();

  /** A row: what happened in which column; a fault has column -1 and stands across all. */
  private record Event(long at, int phase, int column, String what) {}

  private WitnessTable(Proof proof) {
    this.proof = proof;
    this.columns =
        proof.witness().stream().map(WitnessTable::actor).flatMap(List::stream).distinct().toList();
    proof.witness().forEach(this::add);
    events.sort(Comparator.comparingLong(Event::at).thenComparingInt(Event::phase));
  }

  /**
   * The table.
   *
   * @param proof the proof, not null
   * @return lines, each of which ends with a line break; not null
   */
  public static String of(Proof proof) {
    return new WitnessTable(proof).text();
  }

  private static List<Actor> actor(Entry entry) {
    if (entry instanceof Operation operation) {
      return List.of(operation.actor());
    }
    return entry instanceof FencedWrite write ? List.of(write.actor()) : List.of();
  }

  private void add(Entry entry) {
    if (entry instanceof Operation operation) {
      add(entry, operation.actor(), asked(operation), answered(operation));
    } else if (entry instanceof FencedWrite write) {
      add(
          entry,
          write.actor(),
          "h" + write.handle() + " write with token " + write.token(),
          "h" + write.handle() + " write " + answer(write.outcome(), "accepted"));
    } else if (entry instanceof Fault fault) {
      String hit = fault.handle().isPresent() ? ", h" + fault.handle().getAsLong() : "";
      events.add(new Event(fault.called(), 0, -1, fault.kind() + " of pid " + fault.pid() + hit));
    }
  }

  private void add(Entry entry, Actor actor, String asked, String answered) {
    int column = columns.indexOf(actor);
    String ending = entry.returned().isEmpty() ? ", never returns" : " ...";
    events.add(new Event(entry.called(), 0, column, asked + ending));
    entry
        .returned()
        .ifPresent(returned -> events.add(new Event(returned, 1, column, "... " + answered)));
  }

  private static String asked(Operation operation) {
    String weight = operation.weight() == 1 ? "" : " of " + operation.weight();
    String what =
        switch (operation.action()) {
          case ACQUIRE -> "acquire " + operation.mode() + weight + waiting(operation.waiting());
          case UPGRADE -> "upgrade" + waiting(operation.waiting());
          case DOWNGRADE -> "downgrade to " + operation.mode();
          case CLOSE -> "close";
        };
    return "h" + operation.handle() + " " + what;
  }

  private static String waiting(Waiting waiting) {
    return switch (waiting) {
      case TRY -> ", now or never";
      case TIMED -> ", timed";
      case UNTIMED -> "";
    };
  }

  private static String answered(Operation operation) {
    String done =
        switch (operation.action()) {
          case ACQUIRE -> "granted";
          case UPGRADE -> "upgraded";
          case DOWNGRADE -> "downgraded";
          case CLOSE -> "closed";
        };
    String token = operation.token().isPresent() ? ", token " + operation.token().getAsLong() : "";
    return "h" + operation.handle() + " " + answer(operation.outcome(), done) + token;
  }

  private static String answer(Outcome outcome, String done) {
    return switch (outcome) {
      case OK -> done;
      case FAILED -> "refused";
      case CANCELLED, INTERRUPTED, ERROR, UNKNOWN -> outcome.name().toLowerCase(Locale.ROOT);
    };
  }

  private String text() {
    Set<Long> pids = columns.stream().map(Actor::pid).collect(Collectors.toSet());
    List<String> heads =
        columns.stream()
            .map(
                actor ->
                    pids.size() == 1
                        ? actor.thread()
                        : "pid " + actor.pid() + ", " + actor.thread())
            .toList();
    int width =
        Math.max(
            heads.stream().mapToInt(String::length).max().orElse(0),
            events.stream().mapToInt(event -> event.what().length()).max().orElse(0));
    StringBuilder text = new StringBuilder();
    line(text, NO_MARK, "time", heads, width);
    for (Event event : events) {
      boolean marked = event.at() >= proof.from() && event.at() <= proof.to();
      line(text, marked ? MARK : NO_MARK, time(event.at()), cells(event), width);
    }
    return text.toString();
  }

  private List<String> cells(Event event) {
    if (event.column() < 0) {
      return List.of("-- " + event.what() + " --");
    }
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < event.column(); i++) {
      cells.add("");
    }
    cells.add(event.what());
    return cells;
  }

  private String time(long at) {
    return String.format(Locale.ROOT, "%.6f ms", (at - events.get(0).at()) / 1e6);
  }

  private static void line(
      StringBuilder text, String mark, String time, List<String> cells, int width) {
    StringBuilder line = new StringBuilder(mark);
    line.append(String.format(Locale.ROOT, "%14s", time));
    for (String cell : cells) {
      line.append("  ").append(cell).append(" ".repeat(Math.max(0, width - cell.length())));
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
