package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.Action;
import dev.holdfast.lock.tck.history.Entry;
import dev.holdfast.lock.tck.history.Fault;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Makes proofs out of rows: says who it was, and picks the entries that the argument needs. */
final class Witness {

  private static final long LEAST_IN_MILLIS = 1_000;

  private final History history;
  private final Resource resource;
  private final TreeMap<Long, Entry> entries = new TreeMap<>();
  private final List<Span> spans = new ArrayList<>();

  Witness(LockHistory lock) {
    this.history = lock.history();
    this.resource = lock.resource();
  }

  /** Adds a span in which a handle certainly had a mode, with the operations that show it. */
  void addCore(Spans cores, int span) {
    Span shown = span(cores, span, Span.Certainty.CORE);
    spans.add(shown);
    long handle = shown.handle();
    for (int row = 0; row < history.size(); row++) {
      if (history.isOperation(row) && history.handle(row) == handle) {
        boolean ends = history.called(row) == shown.to() && history.action(row) != Action.UPGRADE;
        if (history.action(row) == Action.ACQUIRE || row == cores.row(span) || ends) {
          add(row);
        }
      } else if (!history.isOperation(row) && history.called(row) == shown.to()) {
        addFault(row, shown);
      }
    }
  }

  private void addFault(int row, Span ended) {
    if (history.entry(row) instanceof Fault fault
        && (fault.handle().isPresent()
            ? fault.handle().getAsLong() == ended.handle()
            : fault.pid() == ended.actor().pid())) {
      add(row);
    }
  }

  /** Adds a span in which a handle possibly had a mode, with all its operations. */
  void addPossible(Spans possible, int span) {
    Span shown = span(possible, span, Span.Certainty.POSSIBLE);
    spans.add(shown);
    addHandle(shown.handle());
  }

  /** Adds all operations of a handle. */
  void addHandle(long handle) {
    for (int row = 0; row < history.size(); row++) {
      if (history.isOperation(row) && history.handle(row) == handle) {
        add(row);
      }
    }
  }

  void add(int row) {
    entries.put((long) row, history.entry(row));
  }

  /** An operation as if it were a span, to name who made it. */
  Span spanOf(int row) {
    return new Span(
        history.handle(row),
        history.actor(row),
        history.mode(row),
        history.weight(row),
        history.called(row),
        history.returned(row),
        Span.Certainty.POSSIBLE,
        OptionalLong.empty());
  }

  private Span span(Spans columns, int span, Span.Certainty certainty) {
    int row = columns.row(span);
    return new Span(
        history.handle(row),
        history.actor(row),
        columns.mode(span),
        history.weight(row),
        columns.from(span),
        columns.to(span),
        certainty,
        history.hasToken(row) ? OptionalLong.of(history.token(row)) : OptionalLong.empty());
  }

  List<Span> spans() {
    return spans;
  }

  Proof proof(String rule, String finding, String reason, long from, long to) {
    return new Proof(
        rule,
        resource,
        finding,
        reason,
        List.copyOf(entries.values()),
        spans.stream().sorted(Comparator.comparingLong(Span::from)).toList(),
        from,
        to);
  }

  /**
   * The holders of the spans in one phrase, the lock with the first: "handle h7 (pid 4711, thread
   * w2, WRITE 'orders') and h9 (pid 4712, thread w0, WRITE)".
   */
  String who() {
    return who(resource, spans);
  }

  static String who(Resource resource, Collection<Span> holders) {
    List<String> names = new ArrayList<>();
    for (Span span : holders) {
      String first = names.isEmpty() ? " '" + resource.name() + "'" : "";
      String handle = names.isEmpty() ? "handle h" : "h";
      String weight = span.weight() == 1 ? "" : ", weight " + span.weight();
      names.add(
          "%s%d (%s, %s%s%s)"
              .formatted(handle, span.handle(), span.actor(), span.mode(), first, weight));
    }
    int last = names.size() - 1;
    return last < 1
        ? String.join("", names)
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  /** The rule that a lock breaks if two holds of these modes overlap. */
  static String ruleOfOverlap(Resource resource, LockMode one, LockMode other) {
    if (resource.kind() == LockKind.SEMAPHORE) {
      return "SEM-01";
    }
    if (resource.kind() != LockKind.READER_WRITER) {
      return "MUT-01";
    }
    boolean upgradeable = one == LockMode.UPGRADEABLE || other == LockMode.UPGRADEABLE;
    return upgradeable ? "URW-01" : "RWL-02";
  }

  static String time(long nanos) {
    if (nanos < LEAST_IN_MILLIS) {
      return nanos + " ns";
    }
    double millis = Duration.ofNanos(nanos).toNanos() / 1e6;
    return millis < 1_000
        ? String.format(Locale.ROOT, "%.3f ms", millis)
        : String.format(Locale.ROOT, "%.2f s", millis / 1_000);
  }
}
