package dev.holdfast.lock.tck.history;

import dev.holdfast.lock.LockMode;
import java.util.AbstractList;
import java.util.List;
import java.util.OptionalLong;
import java.util.RandomAccess;

/**
 * All that happened, in the order of the calls. Immutable.
 *
 * <p>{@link #entries()} shows it as records. Checkers of long histories read the columns instead:
 * the row of an entry is its index there, its {@linkplain Entry#sequence() sequence} less one.
 */
public final class History {

  /** The return of what has not returned. */
  public static final long NEVER = Columns.NEVER;

  private final Columns columns;
  private final List<Resource> resources;
  private final List<Actor> actors;
  private final List<Entry> others;
  private final long completeUntil;
  private final boolean strictTry;

  History(
      Columns sorted,
      List<Resource> resources,
      List<Actor> actors,
      List<Entry> others,
      long completeUntil,
      boolean strictTry) {
    this.columns = sorted;
    this.resources = List.copyOf(resources);
    this.actors = List.copyOf(actors);
    this.others = List.copyOf(others);
    this.completeUntil = completeUntil;
    this.strictTry = strictTry;
  }

  /**
   * A history of these entries, to which nothing is missing.
   *
   * @param entries in any order; not null
   * @return the history, in which the entries are sorted and numbered; not null
   */
  public static History of(Iterable<? extends Entry> entries) {
    HistoryBuilder builder = new HistoryBuilder();
    entries.forEach(builder::add);
    return builder.build();
  }

  /**
   * The same history, of a backend that promises that a try fails only because of a conflicting
   * hold, or does not.
   *
   * @param strict whether it does
   * @return the history, not null
   */
  public History withStrictTry(boolean strict) {
    return new History(columns, resources, actors, others, completeUntil, strict);
  }

  /**
   * How many entries there are.
   *
   * @return the number
   */
  public int size() {
    return columns.rows();
  }

  /**
   * All that happened, in the order of the calls.
   *
   * @return a view that makes the records as they are asked for, not null
   */
  public List<Entry> entries() {
    return new Entries();
  }

  /**
   * One entry.
   *
   * @param row its row
   * @return a new record, not null
   */
  public Entry entry(int row) {
    return isOperation(row) ? operation(row) : other(row);
  }

  /**
   * One operation.
   *
   * @param row its row, which has to be one of an operation
   * @return a new record, not null
   */
  public Operation operation(int row) {
    long token = columns.token(row);
    return new Operation(
        row + 1L,
        resource(row),
        actor(row),
        columns.handle(row),
        columns.action(row),
        columns.waiting(row),
        columns.mode(row),
        columns.weight(row),
        columns.called(row),
        returnOf(row),
        columns.outcome(row),
        token == Columns.NO_TOKEN ? OptionalLong.empty() : OptionalLong.of(token));
  }

  private OptionalLong returnOf(int row) {
    long returned = columns.returned(row);
    return returned == NEVER ? OptionalLong.empty() : OptionalLong.of(returned);
  }

  private Entry other(int row) {
    Entry entry = others.get((int) columns.handle(row));
    if (entry instanceof FencedWrite write) {
      return new FencedWrite(
          row + 1L,
          write.resource(),
          write.actor(),
          write.handle(),
          write.token(),
          write.called(),
          write.returned(),
          write.outcome());
    }
    Fault fault = (Fault) entry;
    return new Fault(
        row + 1L, fault.kind(), fault.pid(), fault.handle(), fault.called(), fault.returned());
  }

  /**
   * The faults.
   *
   * @return the faults in the order of their injection, not null
   */
  public List<Fault> faults() {
    return ofType(Fault.class);
  }

  /**
   * The writes to what the locks protect.
   *
   * @return the writes in the order of their calls, not null
   */
  public List<FencedWrite> writes() {
    return ofType(FencedWrite.class);
  }

  private <E extends Entry> List<E> ofType(Class<E> type) {
    if (others.isEmpty()) {
      return List.of();
    }
    return java.util.stream.IntStream.range(0, size())
        .filter(columns::isOther)
        .mapToObj(this::other)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /**
   * The locks.
   *
   * @return each once, not null; {@link #resourceIndex} refers to it
   */
  public List<Resource> resources() {
    return resources;
  }

  /**
   * Until when every operation was recorded. After that some acquisitions are missing, so that a
   * refusal may have reasons that cannot be seen; that two holds overlap stays true.
   *
   * @return the instant; {@link #NEVER} if nothing is missing
   */
  public long completeUntil() {
    return completeUntil;
  }

  /**
   * Tells whether the backend promises that a try fails only because of a conflicting hold.
   *
   * @return whether failures may be judged by that
   */
  public boolean strictTry() {
    return strictTry;
  }

  /**
   * Tells whether a row is an operation, and not a write or a fault. The methods below are for rows
   * of operations.
   *
   * @param row the row
   * @return whether it is
   */
  public boolean isOperation(int row) {
    return !columns.isOther(row);
  }

  /**
   * See {@link Entry#called()}.
   *
   * @param row the row
   * @return the instant
   */
  public long called(int row) {
    return columns.called(row);
  }

  /**
   * See {@link Entry#returned()}.
   *
   * @param row the row
   * @return the instant, {@link #NEVER} if it has not returned
   */
  public long returned(int row) {
    return columns.returned(row);
  }

  /**
   * See {@link Operation#handle()}.
   *
   * @param row the row
   * @return the number of the handle
   */
  public long handle(int row) {
    return columns.handle(row);
  }

  /**
   * See {@link Operation#resource()}.
   *
   * @param row the row
   * @return the index in {@link #resources()}
   */
  public int resourceIndex(int row) {
    return columns.resource(row);
  }

  /**
   * See {@link Operation#resource()}.
   *
   * @param row the row
   * @return the lock, not null
   */
  public Resource resource(int row) {
    return resources.get(columns.resource(row));
  }

  /**
   * See {@link Operation#actor()}.
   *
   * @param row the row
   * @return who called, not null
   */
  public Actor actor(int row) {
    return actors.get(columns.actor(row));
  }

  /**
   * See {@link Operation#action()}.
   *
   * @param row the row
   * @return what was asked for, not null
   */
  public Action action(int row) {
    return columns.action(row);
  }

  /**
   * See {@link Operation#mode()}.
   *
   * @param row the row
   * @return the mode, not null
   */
  public LockMode mode(int row) {
    return columns.mode(row);
  }

  /**
   * See {@link Operation#weight()}.
   *
   * @param row the row
   * @return how many permits
   */
  public int weight(int row) {
    return columns.weight(row);
  }

  /**
   * See {@link Operation#outcome()}.
   *
   * @param row the row
   * @return what became of it, not null
   */
  public Outcome outcome(int row) {
    return columns.outcome(row);
  }

  /**
   * See {@link Operation#token()}.
   *
   * @param row the row
   * @return whether it has one
   */
  public boolean hasToken(int row) {
    return columns.token(row) != Columns.NO_TOKEN;
  }

  /**
   * See {@link Operation#token()}.
   *
   * @param row the row, which has to have a token
   * @return the token
   */
  public long token(int row) {
    return columns.token(row);
  }

  private final class Entries extends AbstractList<Entry> implements RandomAccess {
    @Override
    public Entry get(int index) {
      return entry(index);
    }

    @Override
    public int size() {
      return History.this.size();
    }
  }
}
